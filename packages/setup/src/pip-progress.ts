/** The name of a package that pip turns to, without its version. One that lies on this machine is "processed". */
const announced = /^(?:Collecting |Processing \S*[/\\])(?<name>[\w.]+(?:-[a-z_]\w*)*(?:\[[\w,-]+\])?)/i;

/** Follows what pip prints. */
export class PipProgress {
  readonly #packages: number;
  #collected = 0;

  /** `packages` that pip is about to look at; an estimate, because some are for other systems. */
  constructor(packages: number) {
    this.#packages = packages;
  }

  /** What a line of pip's output means to the user, or null for one that means nothing. */
  read(line: string): { readonly step: string; readonly fraction: number | null } | null {
    const collecting = announced.exec(line)?.groups?.["name"];
    if (collecting !== undefined) {
      this.#collected += 1;
      return { step: `looking for ${collecting}`, fraction: this.#fraction() };
    }
    const fetched = /^\s*Downloading (?<file>\S+) \((?<size>[^)]+)\)/.exec(line)?.groups;
    if (fetched !== undefined) {
      const file = fetched["file"]?.split("/").at(-1) ?? "";
      return {
        step: `downloading ${file.split("-")[0] ?? file} (${fetched["size"] ?? ""})`,
        fraction: this.#fraction(),
      };
    }
    if (line.startsWith("Installing collected packages")) return { step: "unpacking", fraction: null };
    return null;
  }

  #fraction(): number {
    return Math.min(0.99, this.#collected / Math.max(1, this.#packages));
  }
}

/** The number of requirements in a pip requirement file that no marker leaves out for sure. */
export function countRequirements(text: string): number {
  return new Set([...text.matchAll(/^(?<name>[a-z][\w.-]*)/gim)].map((match) => match.groups?.["name"])).size;
}
