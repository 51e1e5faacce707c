import { quotedText, specOf, UsageError, type ModelSource, type SpecSource } from "@evenkeel/core";
import { untrained } from "../exported-network.ts";
import { namedModel } from "../known-names.ts";
import { runFolderOf } from "../run-reference.ts";
import { mustExist, userPath } from "../user-folder.ts";
import type { ChosenModel } from "./chosen-model.ts";
import { fittingLabels, numbered, statedLabels, type LabelFlags } from "./labels.ts";
import { trainedInRun, type RunFlags } from "./run-model.ts";
import { trainedSource } from "./trained-source.ts";

export interface ModelFlags extends RunFlags, LabelFlags {
  readonly model?: string;
  readonly weights?: string;
  readonly untrained?: true;
  readonly swapTo?: string;
}

/**
 * What the user named: a run, or a network with weights from a file or with initial ones. Throws `UsageError` where
 * that is not one thing.
 */
export async function chosenModel(run: string | undefined, flags: ModelFlags): Promise<ChosenModel> {
  refuseBoth(run, flags);
  const chosen =
    run === undefined
      ? await ofNetwork(flags)
      : await trainedInRun(await runFolderOf(run, "run"), flags, statedLabels(flags));
  if (flags.swapTo === undefined) return chosen;
  return { ...chosen, swapped: await swapped(chosen, existing(flags.swapTo, "--swap-to")) };
}

/** Weights of the same network, from a file. */
async function swapped({ source, network }: ChosenModel, file: string): Promise<ModelSource> {
  const other = await trainedSource(specOf(source, "--swap-to").spec, file);
  if (other.spec.classes === network.classes) return other;
  throw new UsageError("weights for another number of classes", {
    where: "--swap-to",
    expected: String(network.classes),
    got: String(other.spec.classes),
  });
}

function refuseBoth(
  run: string | undefined,
  { model, weights, untrained: isUntrained, workload, trainedBy }: ModelFlags,
) {
  const ofRun = { "--workload": workload, "--trained-by": trainedBy };
  const ofModel = { "--model": model, "--weights": weights, "--untrained": isUntrained };
  const given = (flags: object) => Object.entries(flags).find(([, value]) => value !== undefined)?.[0];
  const [runFlag, modelFlag] = [given(ofRun), given(ofModel)];
  if (run === undefined && model === undefined) {
    throw new UsageError("nothing to serve", {
      expected: "a run (latest, say), or --model with --weights or --untrained",
      got: runFlag ?? modelFlag ?? "neither",
    });
  }
  const wrong = run === undefined ? runFlag : modelFlag;
  if (wrong === undefined) return;
  throw new UsageError(run === undefined ? "goes with a run" : "a run brings its model along", {
    where: wrong,
    remedy: "leave it out",
  });
}

async function ofNetwork(flags: ModelFlags): Promise<ChosenModel> {
  const { model = "", weights, untrained: isUntrained, seed = 1 } = flags;
  const written = namedModel(model);
  const labels = statedLabels(flags);
  if ((weights === undefined) !== (isUntrained === true)) {
    throw new UsageError(weights === undefined ? "no weights" : "either trained weights or initial ones", {
      where: "--model",
      expected: "--weights <file>, or --untrained for initial weights",
    });
  }
  if (weights === undefined) {
    const initial = (own: number): SpecSource => ({
      kind: "spec",
      ...untrained(written, { seed: own, classes: labels?.length }),
    });
    const source = initial(seed);
    const origin = `initial weights of seed ${seed}: it has learnt nothing`;
    const { spec } = source;
    return { network: spec, source, swapped: initial(seed + 1), labels: labels ?? numbered(spec), origin };
  }
  const source = await trainedSource(written, existing(weights, "--weights"));
  const origin = `weights ${quotedText(weights)}`;
  const { spec } = source;
  return { network: spec, source, swapped: null, labels: fittingLabels(labels ?? numbered(spec), spec), origin };
}

function existing(typed: string, flag: string): string {
  const file = userPath(typed, flag);
  mustExist(file, flag, "a file");
  return file;
}
