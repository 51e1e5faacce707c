/**
 * Kills real runs and their cells at random moments and resumes each: `node test/kill-at-random.ts [times]`, 20 by default.
 * Exits with 1 when a run folder could not be read or a resumed run was not whole.
 */
import { killAndResume, type Moment, type Trial } from "./fixtures/kill.ts";

/** What a run tells, from its first event to its last. */
const events = ["preparing", "probing", "baseline", "loading", "settled", '"index":2,"of":2', "r1.evaluate.tiny.good"];
const times = Number(process.argv[2] ?? 20);
let failures = 0;

for (let trial = 1; trial <= times; trial += 1) {
  const moment = randomMoment(trial % 2 === 0);
  const outcome = await killAndResume(moment).then(describe, (error: unknown) => {
    failures += 1;
    return `FAILED: ${error instanceof Error ? error.message : String(error)}`;
  });
  process.stdout.write(`${trial}/${times} ${JSON.stringify(moment)} ${outcome}\n`);
}
process.stdout.write(`${times - failures} of ${times} killed runs stayed readable and completed when resumed\n`);
process.exitCode = failures === 0 ? 0 : 1;

function randomMoment(parent: boolean): Moment {
  const ms = Math.floor(Math.random() * 800);
  return parent
    ? { victim: "parent", told: events[Math.floor(Math.random() * events.length)] ?? "", ms }
    : { victim: "child", launch: Math.floor(Math.random() * 4), ms };
}

function describe({ left }: Trial): string {
  if (left === null) return "left nothing, started again: whole";
  const states = left.cells.map(({ state }) => state).join(", ");
  return `left a ${left.state} run with cells [${states}], resumed: whole`;
}
