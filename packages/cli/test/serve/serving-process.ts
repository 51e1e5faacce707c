import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { Readable } from "node:stream";

const entry = resolve(import.meta.dirname, "../../evenkeel.js");

/** What `evenkeel serve --json` says. */
interface ServingDocument {
  readonly url: string;
  readonly model: string;
  readonly labels: readonly string[];
  readonly protocols: Readonly<Record<string, string>>;
  readonly faults: readonly string[];
}

/** An `evenkeel serve` of its own process. */
export class ServingProcess {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  #out = "";
  #err = "";

  constructor(...args: readonly string[]) {
    const env = { ...process.env, NO_COLOR: "1" };
    this.#child = spawn(process.execPath, [entry, "serve", "--port", "0", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env,
    });
    this.#child.stdout.on("data", (chunk: Buffer) => (this.#out += chunk.toString()));
    this.#child.stderr.on("data", (chunk: Buffer) => (this.#err += chunk.toString()));
  }

  get out(): string {
    return this.#out;
  }

  get err(): string {
    return this.#err;
  }

  /** Resolves when stdout has a line like this; rejects when the process ends before. */
  async says(line: RegExp): Promise<RegExpExecArray> {
    const ended = once(this.#child, "close").then(() => {
      throw new Error(`ended before it said ${line}: ${this.#err}`);
    });
    ended.catch(() => undefined);
    for (;;) {
      const found = line.exec(this.#out);
      if (found !== null) return found;
      await Promise.race([once(this.#child.stdout, "data"), ended]);
    }
  }

  /** With `--json`. */
  async document(): Promise<ServingDocument> {
    const [text] = await this.says(/^\{.*\}$/m);
    return JSON.parse(text) as ServingDocument;
  }

  /** The exit code after a signal. */
  async end(signal: NodeJS.Signals = "SIGINT"): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    const closed = once(this.#child, "close");
    this.#child.kill(signal);
    const [code] = (await closed) as [number | null];
    return code;
  }
}
