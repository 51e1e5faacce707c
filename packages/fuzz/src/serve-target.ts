import fc from "fast-check";
import { InputFile } from "./input-file.ts";
import { mutated } from "./mutate.ts";
import { judge, type Target } from "./target.ts";

/** What a process is told, as the JSON of its only argument. */
export interface FuzzJob {
  readonly target: string;
  readonly seconds: number;
  readonly seed: number;
  /** Where it writes the input that it tries. */
  readonly inputFile: string;
}

/** What it says when its time is over, or of the first finding, shrunk; the input as base64. */
export interface FuzzReply {
  readonly tried: number;
  readonly finding: { readonly input: string; readonly problem: string } | null;
}

/** Fuzzes the target that this process was started for, and tells its parent. */
export async function serveTarget(targets: readonly Target[]): Promise<void> {
  const { target: name, seconds, seed, inputFile } = JSON.parse(process.argv[2] ?? "{}") as FuzzJob;
  const target = targets.find((candidate) => candidate.name === name);
  if (target === undefined) throw new RangeError(`no target "${name}"`);
  const current = new InputFile(inputFile);
  let tried = 0;
  const property = fc.asyncProperty(mutated(await target.seeds()), async (input) => {
    current.set(input);
    tried += 1;
    await judge(target, input);
  });
  const limits = { seed, numRuns: 1e9, interruptAfterTimeLimit: seconds * 1000 };
  const { failed, counterexample, errorInstance } = await fc.check(property, limits);
  current.close();
  const [input] = counterexample ?? [];
  const problem =
    errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
  const finding = failed && input !== undefined ? { input: Buffer.from(input).toString("base64"), problem } : null;
  const reply: FuzzReply = { tried, finding };
  process.send?.(reply, () => process.exit());
}
