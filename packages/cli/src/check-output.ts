import { foreignText, type CheckResult } from "@evenkeel/core";
import { commandLine } from "@evenkeel/setup/command-line";
import pc from "picocolors";
import { reasonText, type Reason } from "./reason-text.ts";
import { numbers, textTable, type ColouredText } from "./table.ts";

/** What was found of one backend. */
export interface Checked {
  readonly backend: string;
  readonly checks: readonly CheckResult[];
  /** Why it was not checked, or not to the end; null where it was. */
  readonly reason: (Reason & { readonly state: "unavailable" | "failed" | "interrupted" }) | null;
}

/** Did not pass, though the backend claims to support what was checked. */
export function isFailure({ verdict }: CheckResult): boolean {
  return verdict === "failed" || verdict === "error";
}

/** What was found, for people: the table, what failed and what to do, and what was proved. */
export function describeChecked(checked: readonly Checked[], options: { readonly everyFailure: boolean }): string {
  const parts = [checkTable(checked), failureLines(checked, options).join("\n"), closing(checked).join("\n")];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** A line for each layer kind and network. Of one backend all errors, of several the verdicts beside each other. */
function checkTable(checked: readonly Checked[]): string {
  const asked = checked.filter(({ checks }) => checks.length > 0);
  const subjects = [...new Set(asked.flatMap(({ checks }) => checks.map(rowOf)))];
  const of = ({ checks }: Checked, subject: string) => checks.filter((check) => rowOf(check) === subject);
  const [first, ...others] = asked;
  if (first === undefined) return "";
  if (others.length === 0) {
    const rows = subjects.map((subject) => [subject, verdictOf(of(first, subject)), ...errorsOf(of(first, subject))]);
    return textTable([first.backend, "verdict", ...numbers("largest relative", "absolute", "ULP")], rows);
  }
  const rows = subjects.map((subject) => [
    subject,
    ...asked.map((one) => {
      const { text, colour } = verdictOf(of(one, subject));
      return { text: `${text}  ${errorsOf(of(one, subject))[0]}`, colour };
    }),
  ]);
  return textTable(["largest relative error", ...asked.map(({ backend }) => backend)], rows);
}

/** All random networks share a row. */
function rowOf(check: CheckResult): string {
  return randomSeed(check) === null ? check.subject : "random networks";
}

/** The seed that draws the network of a check, or null where it is not a random one. */
function randomSeed({ id }: CheckResult): string | null {
  return /^random\/(\d+)\//.exec(id)?.[1] ?? null;
}

function verdictOf(checks: readonly CheckResult[]): ColouredText {
  const failed = checks.filter(isFailure).length;
  if (failed > 0) return { text: `FAILED ${failed} of ${checks.length}`, colour: pc.red };
  if (checks.some(({ verdict }) => verdict === "passed")) return { text: "passed", colour: pc.green };
  return { text: "unsupported", colour: pc.yellow };
}

/** The largest relative and absolute error and distance in units in the last place, each of whichever check has it. */
function errorsOf(checks: readonly CheckResult[]): [relative: string, absolute: string, ulp: string] {
  const largest = (field: "maxRelative" | "maxAbsolute" | "maxUlp", show: (value: number) => string) => {
    const values = checks.flatMap((check) => check[field] ?? []);
    return values.length === 0 ? "–" : show(Math.max(...values));
  };
  const exponential = (value: number) => value.toExponential(1);
  const whole = (value: number) => value.toLocaleString("en");
  return [largest("maxRelative", exponential), largest("maxAbsolute", exponential), largest("maxUlp", whole)];
}

/** How many different messages of one subject are shown when not all are asked for. */
const shownMessages = 3;

/** One line each. Failures of one subject that say the same are one line, unless every one is asked for. */
function failureLines(checked: readonly Checked[], { everyFailure }: { readonly everyFailure: boolean }): string[] {
  return checked.flatMap(({ backend, checks }) => {
    const line = ({ id, message }: CheckResult, alike = "") =>
      `${pc.red("failed")}  ${backend}  ${id}: ${foreignText(message)}${alike}`;
    const failed = checks.filter(isFailure);
    if (everyFailure) return failed.map((check) => line(check));
    return [...Map.groupBy(failed, ({ subject }) => subject)].flatMap(([subject, own]) => {
      const alike = [...Map.groupBy(own, ({ message }) => message).values()];
      const shown = alike.slice(0, shownMessages);
      const rest = own.length - shown.flat().length;
      return [
        ...shown.flatMap(([first, ...same]) =>
          first === undefined ? [] : [line(first, same.length === 0 ? "" : ` (and ${same.length} more checks alike)`)],
        ),
        ...(rest === 0 ? [] : [`        ${backend}  ${rest} more of ${subject} (--verbose lists every one)`]),
      ];
    });
  });
}

/** A line for each backend: what was proved of it, or why nothing could be; then the way on from a failure. */
function closing(checked: readonly Checked[]): string[] {
  const lines = checked.map((one) =>
    one.reason === null ? tally(one) : `${one.backend}: ${pc.yellow(one.reason.state)}: ${reasonText(one.reason)}`,
  );
  const failing = checked.find(({ checks }) => checks.some(isFailure));
  const first = failing?.checks.find(isFailure);
  if (failing === undefined || first === undefined) return lines;
  const seed = randomSeed(first);
  const part = seed === null ? `--${first.scope} ${first.subject}` : `--random 1 --seed ${seed}`;
  const alone = commandLine(`check --backend ${failing.backend} ${part}`);
  return [
    ...lines,
    "",
    `In a run, a backend shows as not comparable wherever a failed check concerns its training. One part alone: ${alone}`,
  ];
}

/** `onnx-cpu: all 416 checks passed; largest error 6.9e-6 relative, 2.6e-3 absolute, 336 ULP`. */
function tally({ backend, checks }: Checked): string {
  const asked = checks.filter(({ verdict }) => verdict !== "unsupported");
  const failed = asked.filter(isFailure).length;
  const left = checks.length - asked.length;
  const rest = left === 0 ? "" : `; ${left} of what it does not support`;
  if (failed > 0) return `${backend}: ${pc.red(`${failed} of ${asked.length} checks failed`)}${rest}`;
  if (asked.length === 0) return `${backend}: ${pc.yellow("supports nothing of this")}`;
  const [relative, absolute, ulp] = errorsOf(asked);
  const errors = `largest error ${relative} relative, ${absolute} absolute, ${ulp} ULP`;
  return `${backend}: ${pc.green(`all ${asked.length} checks passed`)}; ${errors}${rest}`;
}
