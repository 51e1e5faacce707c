import { UsageError } from "@evenkeel/core";

const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const longest = 40;

/** Words that no variable, or no import, can be called; and "all", which stands for every backend. */
const reserved = new Set(
  (
    "abstract all any arguments as async await boolean break case catch class const continue debugger declare default delete do else " +
    "enum eval export extends false finally for from function get if implements import in infer instanceof interface is keyof let " +
    "module namespace never new null number object of package private protected public readonly return satisfies set static " +
    "string super switch symbol this throw true try type typeof undefined unique unknown using var void while with yield"
  ).split(" "),
);

/** A name in the forms that code needs. */
export interface Name {
  /** As it was given: `one-by-one`. */
  readonly kebab: string;
  /** `oneByOne`. */
  readonly camel: string;
  /** `OneByOne`. */
  readonly pascal: string;
  /** As the key of an object: `latency:`, `"one-by-one":`. */
  readonly key: string;
  /** As a property of `object`: `object.latency`, `object["one-by-one"]`. */
  readonly of: (object: string) => string;
}

/** The name in all its forms. Throws `UsageError` where it is not in kebab case, or no variable can be called so. */
export function parseName(given: string): Name {
  if (!kebabCase.test(given) || given.length > longest) {
    throw new UsageError("not a name", {
      where: "NAME",
      expected: `lower-case words joined by dashes, at most ${longest} characters, such as step-time`,
      got: `"${given}"`,
    });
  }
  const camel = given.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  if (reserved.has(camel)) throw takenName(given, "a word with a meaning of its own");
  const plain = camel === given;
  return {
    kebab: given,
    camel,
    pascal: camel.replace(/^./, (letter) => letter.toUpperCase()),
    key: plain ? given : `"${given}"`,
    of: (object) => (plain ? `${object}.${given}` : `${object}["${given}"]`),
  };
}

/** The name is in use, and by what. */
export function takenName(name: string, by: string): UsageError {
  return new UsageError("the name is taken", { where: `"${name}"`, got: by, remedy: "choose another" });
}
