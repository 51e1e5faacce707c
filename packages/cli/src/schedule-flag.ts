import { learningRateScheduleSchema, quotedText, UsageError, type LearningRateSchedule } from "@evenkeel/core";

/** What the parts of `--schedule` are called in a schedule; `factor` depends on its kind. */
const fields: Readonly<Record<string, string>> = {
  every: "everyEpochs",
  factor: "factor",
  final: "finalFactor",
  "warm-up": "warmUpEpochs",
};

/** Reads `cosine,final=0.1,warm-up=1`, the kind first. Throws `UsageError` for anything else. */
export function parseSchedule(text: string): LearningRateSchedule {
  const [kind = "", ...parts] = text.split(",");
  const named = parts.map((part): [string, unknown] => {
    const [name = "", value = ""] = part.split("=", 2);
    const field = name === "factor" && kind === "exponential" ? "factorPerEpoch" : fields[name];
    // A name that is none stays as it is, for the schema to refuse.
    return [field ?? part, value.trim() === "" ? value : Number(value)];
  });
  const parsed = learningRateScheduleSchema.safeParse({ ...Object.fromEntries(named), kind });
  if (parsed.success && new Set(named.map(([name]) => name)).size === named.length) return parsed.data;
  throw new UsageError("no learning-rate schedule", {
    where: "--schedule",
    expected:
      "constant, step,every=<epochs>,factor=<0 to 1>, cosine[,final=<0 to below 1>] or exponential,factor=<0 to 1 an epoch>, " +
      "each with warm-up=<epochs> where wanted",
    got: quotedText(text),
  });
}
