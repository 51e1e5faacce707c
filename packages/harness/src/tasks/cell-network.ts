import { UnsupportedError, type ModelSpec, type Network } from "@evenkeel/core";
import type { CellJob } from "../protocol/jobs.ts";

/** What a cell's model takes and tells apart. */
export function networkOfCell({ model }: Pick<CellJob, "model">): Network {
  return model.kind === "spec" ? model.spec : model.network;
}

/** The layers and the recipe that a cell trains. Throws `UnsupportedError` for a model that is known without them. */
export function trainedSpec({ cell, model }: Pick<CellJob, "cell" | "model">): ModelSpec {
  if (model.kind === "spec") return model.spec;
  throw new UnsupportedError(`${cell.task} needs a network whose layers are known`, {
    where: model.network.name,
    got: `a model of kind "${model.kind}"`,
  });
}
