import { clearLine, cursorTo } from "node:readline";
import type { WriteStream } from "node:tty";
import { foreignText } from "@evenkeel/core";
import { localCommands } from "./local-commands.ts";
import { fittedText } from "./table.ts";

/** Most characters of a line that stays. */
const lineLength = 1000;

/** One line of progress on stderr: rewritten in place on a terminal, one line a change of `key` elsewhere. */
export class ProgressLine {
  readonly #stream: WriteStream;
  #key = "";
  readonly #logged = new Set<string>();

  constructor(stream: WriteStream = process.stderr) {
    this.#stream = stream;
  }

  /** Shows `text`. Where lines cannot be rewritten, only the first text of each `key` is printed. */
  show(key: string, text: string): void {
    if (this.#stream.isTTY) {
      this.#rewrite(fittedText(text, Math.max(20, this.#stream.columns - 1)));
    } else if (key !== this.#key) {
      this.#stream.write(`${localCommands(foreignText(text))}\n`);
    }
    this.#key = key;
  }

  /** Prints a line that stays, above the progress line. */
  log(text: string): void {
    if (this.#stream.isTTY) this.#rewrite("");
    this.#stream.write(`${localCommands(foreignText(text, lineLength))}\n`);
  }

  /** The same, unless it has been printed before. */
  logOnce(text: string): void {
    if (!this.#logged.has(text)) this.log(text);
    this.#logged.add(text);
  }

  end(): void {
    if (this.#stream.isTTY) this.#rewrite("");
  }

  #rewrite(text: string): void {
    cursorTo(this.#stream, 0);
    clearLine(this.#stream, 0);
    this.#stream.write(text);
  }
}

/** Seconds as people say them: `8 s`, `1 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
