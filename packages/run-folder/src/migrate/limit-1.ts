import type { Limit, TaskName } from "@evenkeel/core";

const cutShort =
  /^(?:weights of limited training: )?(?<verb>trained|evaluated|took|measured) (?<done>\d+) of (?<planned>\d+) (?<unit>steps|images|samples|batch sizes|calls) \(budget (?<seconds>[\d.]+) s\)$/;
const warmUpIncluded =
  /^batch (?<batchSize>\d+): one (?:answer|call), warm-up included \(budget (?<seconds>[\d.]+) s\)$/;

/** A limit that schema 1 wrote as a sentence. Throws `RangeError` for any other text. */
export function limitOfVersion1(text: string, task: TaskName): Limit {
  if (text.startsWith("untrained: ")) return { work: "train", done: 0, planned: null, unit: "steps", seconds: null };
  const cut = cutShort.exec(text)?.groups;
  if (cut !== undefined) {
    return {
      work: cut["verb"] === "trained" ? "train" : task,
      done: Number(cut["done"]),
      planned: Number(cut["planned"]),
      unit: cut["unit"] as Limit["unit"],
      seconds: Number(cut["seconds"]),
    };
  }
  const warm = warmUpIncluded.exec(text)?.groups;
  if (warm === undefined) throw new RangeError(`no limit of schema 1: ${JSON.stringify(text)}`);
  const { batchSize, seconds } = warm;
  return { work: task, done: 0, planned: null, unit: "calls", seconds: Number(seconds), batchSize: Number(batchSize) };
}
