/**
 * Kills real runs and their cells at random moments and resumes each: `node test/kill-at-random.ts [times]`, 20 by
 * default.
 * With `--backend onnx-cpu --cell ../cli/src/cell.ts` the cells are those of a real backend, else of a fake one.
 * Exits with 1 when a run folder could not be read or a resumed run was not whole.
 */
import { parseArgs } from "node:util";
import { fakeCells, killAndResume, type Cells, type Moment, type Trial } from "./fixtures/kill.ts";

/** What a run tells, from its first event to its last. */
const events = ["preparing", "probing", "baseline", "loading", "settled", '"index":2,"of":3', '"id":"r1.evaluate'];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { backend: { type: "string" }, cell: { type: "string" } },
});
const times = Number(positionals[0] ?? 20);
const { backend, cell } = values;
const cells: Cells = backend === undefined || cell === undefined ? fakeCells : { backend, cell };
/** A real backend takes longer to load and to train. */
const longestMs = cells === fakeCells ? 800 : 1500;
let failures = 0;

for (let trial = 1; trial <= times; trial += 1) {
  const moment = randomMoment(trial % 2 === 0);
  const outcome = await killAndResume(moment, cells).then(describe, (error: unknown) => {
    failures += 1;
    return `FAILED: ${error instanceof Error ? error.message : String(error)}`;
  });
  process.stdout.write(`${trial}/${times} ${JSON.stringify(moment)} ${outcome}\n`);
}
process.stdout.write(`${times - failures} of ${times} killed runs stayed readable and completed when resumed\n`);
process.exitCode = failures === 0 ? 0 : 1;

function randomMoment(parent: boolean): Moment {
  const ms = Math.floor(Math.random() * longestMs);
  return parent
    ? { victim: "parent", told: events[Math.floor(Math.random() * events.length)] ?? "", ms }
    : { victim: "child", launch: Math.floor(Math.random() * 5), ms };
}

function describe({ left }: Trial): string {
  if (left === null) return "left nothing, started again: whole";
  const states = left.cells.map(({ state }) => state).join(", ");
  return `left a ${left.state} run with cells [${states}], resumed: whole`;
}
