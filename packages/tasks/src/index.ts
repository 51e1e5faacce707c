export { computeShare } from "./compute-share.ts";
export type { TaskDefinition } from "./definition.ts";
export type { PredictionSamples } from "./evaluate.ts";
export { experimentSchema, fewestDecidingRounds, type Experiment, type ExperimentInput } from "./experiment.ts";
export type { GradientSamples } from "./gradients.ts";
export type { LatencySamples } from "./latency.ts";
export type { MultiStreamSamples } from "./multi-stream.ts";
export { overheadBatchSizes, type OverheadSamples } from "./overhead.ts";
export { ownThreadsOf } from "./own-threads.ts";
export { poissonArrivalsMs } from "./arrivals.ts";
export { isPossible, predictingTasks } from "./possible.ts";
export {
  bestTrialOf,
  boundMsOf,
  holdsBound,
  lateQueriesOf,
  latenciesOf,
  type ServerSamples,
  type ServerTrial,
} from "./server.ts";
export type { StepTimeSamples } from "./step-time.ts";
export { taskDefinition, tasks, type SamplesOf, type SettingsOf } from "./tasks.ts";
export type { ThroughputSamples } from "./throughput.ts";
export { mostThreads, threadCountSchema, threadsSchema, type ThreadCount } from "./threads.ts";
export { endingOf, type TimeToAccuracySamples, type TrainingEnding } from "./time-to-accuracy.ts";
export { warmUpCalls, type TrainingSamples } from "./train.ts";
export { workloadInputSchema } from "./workload-input.ts";
