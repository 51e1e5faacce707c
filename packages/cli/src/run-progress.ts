import type { RunProgress } from "@evenkeel/harness";
import { busyBeforeText, fittingText, remarkLines } from "@evenkeel/report";
import { duration, type ProgressLine } from "./progress.ts";
import { settledLine } from "./run-output.ts";

/** Shows a run's progress: `cell 3 of 32 · r1.train… · training 40% · about 2 min left`, and a line a settled cell. */
export function showProgress(line: ProgressLine, event: RunProgress): void {
  if (event.kind === "prepared") {
    const fitting = fittingText(event.workload, event.model);
    if (fitting !== null) line.log(`${event.workload.id}  ${fitting}`);
    const { dataset } = event.workload;
    for (const remark of remarkLines(dataset)) line.logOnce(`${dataset.name}  ${remark}`);
    return;
  }
  if (event.kind === "machine") {
    const busy = busyBeforeText(event.load);
    if (busy !== null) line.log(`warning: ${busy}`);
    return;
  }
  if (event.kind === "settled") {
    // Said once, at the end.
    if (event.cell.state !== "unavailable") line.log(settledLine(event.cell, event.index, event.of));
    return;
  }
  if (event.kind === "asked") {
    const { rounds, atMost, decision } = event;
    const next = decision.more && rounds < atMost ? `round ${rounds + 1} follows, at most ${atMost}` : "no more rounds";
    line.log(`after ${rounds} rounds: ${decision.why}; ${next}`);
    return;
  }
  const { index, of, id, phase, fraction, rounds, etaSeconds } = event;
  const inCell = phase !== "preparing" && phase !== "probing";
  const parts = [
    `${inCell ? "cell " : ""}${index} of ${of}`,
    ...(rounds === undefined ? [] : [`round ${rounds.round}, at most ${rounds.atMost}`]),
    id,
    fraction > 0 ? `${phase} ${Math.floor(100 * fraction)}%` : phase,
    ...(etaSeconds === null ? [] : [`about ${duration(etaSeconds)} left`]),
  ];
  line.show(`${index} ${id}`, parts.join(" · "));
}
