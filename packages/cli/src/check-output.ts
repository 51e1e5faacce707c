import type { CheckResult } from "@evenkeel/core";
import pc from "picocolors";
import type { Checked } from "./commands/check.ts";
import { textTable } from "./table.ts";

/** One line for each backend and layer kind or network, with the largest errors of its checks. */
export function checkTable(checked: readonly Checked[]): string {
  const rows = checked.flatMap(({ backend, checks }) =>
    [...Map.groupBy(checks, ({ subject }) => subject)].map(([subject, own]) => [
      backend,
      subject,
      verdictText(own),
      errorText(own, "maxRelative"),
      errorText(own, "maxAbsolute"),
      ulpText(own),
    ]),
  );
  if (rows.length === 0) return "";
  return textTable([["backend", "checked", "verdict", "largest relative", "absolute", "ULP"], ...rows]);
}

/** What failed and what could not be checked, one line each; then what was proved. */
export function checkFailures(checked: readonly Checked[]): string[] {
  const failures = checked.flatMap(({ backend, checks, reason }) => [
    ...checks.filter(isFailure).map(({ id, message }) => `${pc.red("failed")}  ${backend}  ${id}: ${message}`),
    ...(reason === null ? [] : [`${pc.yellow(reason.state)}  ${backend}: ${reason.message}`]),
  ]);
  const tallies = checked.flatMap(({ backend, checks }) => (checks.length === 0 ? [] : [tally(backend, checks)]));
  return [...failures, ...tallies];
}

function verdictText(checks: readonly CheckResult[]): string {
  const failed = checks.filter(isFailure).length;
  if (failed > 0) return pc.red(`failed ${failed} of ${checks.length}`);
  const asked = checks.filter(({ verdict }) => verdict === "passed").length;
  return asked === 0 ? pc.yellow("unsupported") : pc.green(`passed ${asked}`);
}

function errorText(checks: readonly CheckResult[], field: "maxRelative" | "maxAbsolute"): string {
  const values = checks.flatMap((check) => check[field] ?? []);
  return values.length === 0 ? "–" : Math.max(...values).toExponential(1);
}

function ulpText(checks: readonly CheckResult[]): string {
  const values = checks.flatMap(({ maxUlp }) => maxUlp ?? []);
  return values.length === 0 ? "–" : Math.max(...values).toLocaleString("en");
}

/** `onnx-cpu: 402 of 402 checks passed`. */
function tally(backend: string, checks: readonly CheckResult[]): string {
  const asked = checks.filter(({ verdict }) => verdict !== "unsupported");
  const passed = asked.filter(({ verdict }) => verdict === "passed").length;
  const rest = checks.length === asked.length ? "" : `, ${checks.length - asked.length} of what it does not support`;
  return `${backend}: ${passed} of ${asked.length} checks passed${rest}`;
}

function isFailure({ verdict }: CheckResult): boolean {
  return verdict === "failed" || verdict === "error";
}
