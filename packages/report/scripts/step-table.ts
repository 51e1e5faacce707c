/**
 * Step times of run folders as the Markdown rows of README.md and docs: `node scripts/step-table.ts FOLDER…`. A table a
 * folder, workload, batch size and number of threads: medians over rounds, ratios with the least and the most.
 */
import { resolve } from "node:path";
import { readRunData, trainingSpeedsOf, type Spread, type StepTime, type TrainingSpeed } from "@evenkeel/analysis";
import { plural, significant } from "../src/format.ts";

const folders = process.argv.slice(2);
if (folders.length === 0) {
  process.stderr.write(
    "run folders with step times are missing: step-table reports/reference/training-speed/one-thread\n",
  );
  process.exit(2);
}
for (const folder of folders) {
  const data = await readRunData(resolve(process.env["INIT_CWD"] ?? process.cwd(), folder));
  for (const speed of trainingSpeedsOf(data)) {
    for (const batchSize of new Set(speed.times.map((time) => time.batchSize))) {
      process.stdout.write(`${folder}\n\n${tableOf(speed, batchSize)}\n\n`);
    }
  }
}

function tableOf({ workload, threads, times }: TrainingSpeed, batchSize: number): string {
  const rows = times.filter((time) => time.batchSize === batchSize).map(rowOf);
  const head = `| ${workload}, batch ${batchSize}, ${plural(threads, "thread")} | a step | ÷ the first reference | ÷ best |`;
  return [head, "| --- | --- | --- | --- |", ...rows].join("\n");
}

function rowOf({ backend, ms, toFirst, toFastest }: StepTime): string {
  return `| \`${backend}\` | ${significant(ms.median)} ms | ${ratioOf(toFirst)} | ${ratioOf(toFastest)} |`;
}

/** `0.36 (0.26 – 0.54)`; the median alone where every round gave the same. */
function ratioOf(ratio: Spread | null): string {
  if (ratio === null) return "";
  const [middle, low, high] = [ratio.median, ratio.min, ratio.max].map((value) => value.toFixed(2));
  return low === high ? `${middle}` : `${middle} (${low} – ${high})`;
}
