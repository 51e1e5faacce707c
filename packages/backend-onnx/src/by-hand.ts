import type { HostTensor } from "@evenkeel/core";
import { imagesInput, logitsOutput } from "./inference/inference-graph.ts";
import type { OnnxRuntime, Session } from "./session.ts";
import { float32Tensor } from "./session.ts";
import type { TrainingState } from "./training-state.ts";
import { fromEveryStep } from "./training/repeated-step.ts";
import { lossOutput } from "./training/training-graph.ts";

type Runtime = Pick<OnnxRuntime, "Tensor">;

/** A prediction by `session.run` and nothing else: a tensor over the values, the call, the output's data. */
export function predictionByHand(runtime: Runtime, session: Session, { data, shape }: HostTensor) {
  return async (): Promise<unknown> => {
    const outputs = await session.run({ [imagesInput]: float32Tensor(runtime, data, shape) });
    return outputs[logitsOutput]?.data;
  };
}

/** Optimizer steps likewise, on feeds that are ready; the states go from run to run. */
export function stepsByHand(
  runtime: Runtime,
  session: Session,
  { state, feeds }: { readonly state: TrainingState; readonly feeds: ReadonlyMap<string, HostTensor> },
) {
  return async (): Promise<unknown> => {
    const all = state.feeds();
    for (const [name, { data, shape }] of feeds) all[name] = float32Tensor(runtime, data, shape);
    const outputs = await session.run(all);
    state.advance(outputs);
    return outputs[fromEveryStep(lossOutput)]?.data;
  };
}
