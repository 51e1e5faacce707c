import { escapeUnsafe, foreignText } from "@evenkeel/core";
import pc from "picocolors";
import { localCommands } from "./local-commands.ts";

/** A line break or a colour of our own; everything else that a terminal obeys is escaped. */
const ownCharacters = new RegExp(String.raw`(\n|\u001B\[\d+m)`);

/**
 * Writes a document or its lines to stdout, and a line break. Commands in it become those that work where the user is.
 */
export function print(text: string): void {
  process.stdout.write(`${safeForTerminal(localCommands(text))}\n`);
}

/** The same for stderr: what is said beside the result. */
export function say(text: string): void {
  process.stderr.write(`${safeForTerminal(localCommands(text))}\n`);
}

/** A value as one JSON document on stdout. What a terminal obeys stands as `\uXXXX`, which is the same JSON. */
export function printJson(value: unknown, indent?: number): void {
  process.stdout.write(`${jsonText(value, indent)}\n`);
}

/** JSON in which no character is one that a terminal obeys. */
export function jsonText(value: unknown, indent?: number): string {
  return safeJson(JSON.stringify(value, null, indent));
}

/** JSON, or a part of it, in which what a terminal obeys stands as `\uXXXX`: the same values. */
export function safeJson(json: string): string {
  return json.replaceAll(/[\u007F-\u009F]|[\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character.split("").map(unicodeEscape).join(""),
  );
}

/** Text of several lines for a terminal: our own line breaks and colours stay. */
export function safeForTerminal(text: string): string {
  return text
    .split(ownCharacters)
    .map((part, index) => (index % 2 === 1 ? part : escapeUnsafe(part)))
    .join("");
}

let failed = false;

/**
 * Listens to failures of stdout and stderr, which would otherwise end the process with a stack trace in the middle of
 * its work. A reader that
 * goes away (`| head`) is no failure: what would still be written is dropped. Any other, a full disk say, is said in
 * one line and makes the exit code 1 at the end.
 */
export function watchOutput(): void {
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || failed) return;
    failed = true;
    process.stderr.write(`${pc.red("error")}: stdout: cannot be written; got ${foreignText(error.message)}\n`);
    process.exitCode = Number(process.exitCode ?? 0) || 1;
  });
}

/** Whether something could not be written to stdout though its reader was there. */
export function outputFailed(): boolean {
  return failed;
}

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
