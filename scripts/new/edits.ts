import { EditError } from "./edit-error.ts";
import { closingBracket, codeAlone } from "./source-text.ts";

/** A change of a file that is there. Throws `EditError` where it does not find its place. */
export type Edit = (text: string, file: string) => string;

/** Adds an entry at the end of a list, an object or an interface; `opening` takes all up to its bracket. */
export function addEntry(opening: RegExp, entry: string, separator = ","): Edit {
  return (text, file) => {
    const found = [...text.matchAll(new RegExp(opening, "g"))];
    const [only] = found;
    if (only === undefined || found.length > 1)
      throw new EditError(file, `${opening} once`, `it ${found.length} times`);
    const open = only.index + only[0].length - 1;
    const close = closingBracket(text, open);
    if (close === null) throw new EditError(file, `the end of what ${opening} opens`, "none");
    // Behind the last character that is code: a comment may follow it.
    const last = codeAlone(text).slice(0, close).trimEnd().length;
    const isEmpty = last === open + 1;
    const before = isEmpty || text[last - 1] === separator ? "" : separator;
    return `${text.slice(0, last)}${before}${text.slice(last, close).trimEnd()}\n${entry}${separator}\n${text.slice(close)}`;
  };
}

/** Adds an import, or an export, from a file beside this one, in the order of paths. */
export function addStatement(statement: string): Edit {
  const kind = statement.startsWith("import") ? "import" : "export";
  const pattern = new RegExp(`^${kind} [^;]*? from "(\\./[^"]+)";$`, "gm");
  const path = pathOf(statement);
  return (text, file) => {
    const others = [...text.matchAll(pattern)];
    const last = others.at(-1);
    if (last === undefined) throw new EditError(file, `an ${kind} from "./…"`, "none");
    const next = others.find((other) => (other[1] ?? "") > path);
    const at = next?.index ?? last.index + last[0].length + 1;
    return `${text.slice(0, at)}${statement}\n${text.slice(at)}`;
  };
}

/** Adds a line before the first one that begins so. */
export function addLineBefore(beginning: string, line: string): Edit {
  return (text, file) => {
    const at = text.startsWith(beginning) ? 0 : text.indexOf(`\n${beginning}`) + 1;
    if (at === 0 && !text.startsWith(beginning)) throw new EditError(file, `a line that begins ${beginning}`, "none");
    return `${text.slice(0, at)}${line}\n${text.slice(at)}`;
  };
}

/** Adds a workspace package to the dependencies of a package.json, in the order of names. */
export function addDependency(name: string): Edit {
  return (text, file) => {
    const manifest = JSON.parse(text) as { dependencies?: Record<string, string> };
    if (manifest.dependencies === undefined) throw new EditError(file, "dependencies", "none");
    const dependencies = Object.entries({ ...manifest.dependencies, [name]: "workspace:*" });
    const sorted = dependencies.sort(([left], [right]) => (left < right ? -1 : 1));
    return JSON.stringify({ ...manifest, dependencies: Object.fromEntries(sorted) }, null, 2);
  };
}

/** One edit after the other. */
export function all(...edits: readonly Edit[]): Edit {
  return (text, file) => edits.reduce((sofar, edit) => edit(sofar, file), text);
}

function pathOf(statement: string): string {
  const [, path] = /"(.+)"/.exec(statement) ?? [];
  if (path === undefined) throw new TypeError(`no path in ${statement}`);
  return path;
}
