import { homedir, tmpdir } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Folders of this machine that texts name, and what stands for each of them. */
export interface Places {
  /** The checkout or unpacked bundle: what lies in it is named relative to it. */
  readonly root: string;
  readonly home: string;
  readonly temporary: string;
}

const here: Places = { root: resolve(import.meta.dirname, "../../.."), home: homedir(), temporary: tmpdir() };

const segment = String.raw`[^\s/\\:"'\`<>|,;()\[\]{}…]`;
/** A path of two names or more, from the root or from a drive's letter, that begins a word. */
const absolute = new RegExp(
  String.raw`(?<![\w.~…/\\-])(?:file:\/\/)?(?:[A-Za-z]:)?(?:[/\\](?=[^/\\]))(?:${segment}+[/\\])+(?<last>${segment}*)`,
  "g",
);

/**
 * A text as it may be published: without absolute paths of the machine that it was written on. What lies in the project
 * is named from there, what lies in the home folder from `~`, and of any other path the last name is left.
 */
export function publicText(text: string, { root, home, temporary }: Places = here): string {
  if (!/[/\\]/.test(text)) return text;
  const named = [
    [root, "."],
    // Of a path with spaces the pattern below would see the beginning alone.
    ...(/\s/.test(temporary) ? [[temporary, "…"] as const] : []),
    [home, "~"],
  ] as const;
  const known = named.reduce((left, [folder, name]) => withoutFolder(left, folder, name), text);
  return known.replaceAll(absolute, (...match) => {
    const { last } = match.at(-1) as { readonly last: string };
    return `…/${last}`;
  });
}

/** The folder itself by `name`, and what lies in it behind that, or alone where the name is a dot. */
function withoutFolder(text: string, folder: string, name: string): string {
  // A home that is the whole file system, as in some containers, stands for nothing.
  if (folder.length < 3) return text;
  const within = name === "." ? "" : `${name}/`;
  return [pathToFileURL(folder).href, folder].reduce((left, prefix) => {
    const own = String.raw`(?<![\w.~…/\\-])${literal(prefix)}`;
    return left
      .replaceAll(new RegExp(String.raw`${own}[/\\](?=[^\s"'])`, "g"), within)
      .replaceAll(new RegExp(String.raw`${own}(?![\w.-])`, "g"), name);
  }, text);
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** The same for every text in a value of JSON; what holds none comes back as it is. */
export function publicValue<T>(value: T): T {
  if (typeof value === "string") return publicText(value) as T;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  // Rows of numbers are long, and hold nothing else.
  if (Array.isArray(value)) return (typeof value[0] === "number" ? value : value.map((item) => publicValue(item))) as T;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, publicValue(item)])) as T;
}
