import { quotedText, UsageError, type StatedBy } from "@evenkeel/core";
import type { ValueFacts } from "./facts.ts";

interface Asked {
  readonly what: "input" | "output";
  readonly where: string;
}

/**
 * The input or output that is meant: the declared one, else the only one. Throws `UsageError` where that is none, and
 * for several inputs: a classifier is fed its images alone.
 */
export function chosenValue(
  values: readonly ValueFacts[],
  declared: string | undefined,
  { what, where }: Asked,
): { readonly value: ValueFacts; readonly by: StatedBy } {
  const names = values.length === 0 ? "none" : values.map(({ name }) => quotedText(name)).join(", ");
  const found = declared === undefined ? undefined : values.find(({ name }) => name === declared);
  if (declared !== undefined && found === undefined) {
    throw new UsageError(`the file has no such ${what}`, { where, expected: names, got: quotedText(declared) });
  }
  const [only, ...others] = values;
  const isOne = others.length === 0 || (found !== undefined && what === "output");
  if (only !== undefined && isOne) return { value: found ?? only, by: found === undefined ? "file" : "declared" };
  throw new UsageError(only === undefined ? `the file has no ${what}` : `the file has several ${what}s`, {
    where,
    expected: "one",
    got: names,
    remedy:
      what === "input"
        ? "export it so that it takes its images alone"
        : "say which: name=<output> (--onnx-output, or the workload's source.output)",
  });
}
