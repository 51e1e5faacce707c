/**
 * Step times of run folders as the Markdown tables of README.md, docs and reports/reference: `step-table FOLDER…`. For
 * each folder and number of threads the first backend in a row a network and batch size, then a table a network with
 * every backend: medians over rounds, ratios round by round with the least and the most.
 */
import { resolve } from "node:path";
import {
  ratiosByRound,
  readRunData,
  referencesOf,
  trainingSpeedsOf,
  type Spread,
  type StepTime,
  type TrainingSpeed,
} from "@evenkeel/analysis";
import { plural, significant } from "../src/format.ts";

// A reader that leaves ends the script.
process.stdout.on("error", () => process.exit(1));
const folders = process.argv.slice(2);
if (folders.length === 0) {
  process.stderr.write(
    "run folders with step times are missing: step-table reports/reference/training-speed/one-thread\n",
  );
  process.exit(2);
}
for (const folder of folders) {
  const data = await readRunData(resolve(process.env["INIT_CWD"] ?? process.cwd(), folder));
  const references = referencesOf(data.run);
  const [backend = "", ...others] = data.run.backends.map(({ id }) => id).filter((id) => !references.includes(id));
  const heads = ["÷ best", `÷ \`${references[0] ?? "no reference"}\``];
  for (const [threads, speeds] of Map.groupBy(trainingSpeedsOf(data), (speed) => speed.threads)) {
    const own = speeds.flatMap((speed) =>
      speed.times.filter((time) => time.backend === backend).map((time) => overviewRow(speed, time, others)),
    );
    const beside = others.map((other) => `\`${other}\` ÷ \`${backend}\``);
    print(`${folder}, ${plural(threads, "thread")}`);
    print(table(["network", "batch", `\`${backend}\``, ...heads, ...beside], own));
    for (const speed of speeds) {
      const rows = byBackend(speed).map((time) => [`\`${time.backend}\``, String(time.batchSize), ...figuresOf(time)]);
      print(`\`${speed.workload}\``);
      print(table(["backend", "batch", "a step", ...heads], rows));
    }
  }
}

/** Backend by backend, each with its batch sizes. */
function byBackend({ times }: TrainingSpeed): StepTime[] {
  return [...Map.groupBy(times, ({ backend }) => backend).values()].flat();
}

/** What a backend took, and what each of the others took beside it. */
function overviewRow({ workload, times }: TrainingSpeed, time: StepTime, others: readonly string[]): string[] {
  const besides = others.map((other) => {
    const same = times.find(({ backend, batchSize }) => backend === other && batchSize === time.batchSize);
    return ratioText(same === undefined ? null : ratiosByRound(same.msByRound, time.msByRound));
  });
  return [`\`${workload}\``, String(time.batchSize), ...figuresOf(time), ...besides];
}

function figuresOf({ ms, toFastest, toFirst }: StepTime): string[] {
  return [`${significant(ms.median)} ms`, ratioText(toFastest), ratioText(toFirst)];
}

/** `0.36 (0.26 – 0.54)`; the median alone where every round gave the same. */
function ratioText(ratio: Spread | null): string {
  if (ratio === null) return "";
  const [middle = "", low, high] = [ratio.median, ratio.min, ratio.max].map((value) => value.toFixed(2));
  return low === high ? middle : `${middle} (${low} – ${high})`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function print(text: string): void {
  process.stdout.write(`${text}\n\n`);
}
