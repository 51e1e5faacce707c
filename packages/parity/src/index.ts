export type { Cause } from "./cause/find-cause.ts";
export {
  diverge,
  isFault,
  searchedSteps,
  trainTask,
  type Contender,
  type Divergence,
  type Trained,
} from "./diverge.ts";
export type { Difference } from "./difference.ts";
export { repeat, type Repetition } from "./determinism.ts";
export type { Finding, RoundingEvent } from "./cause/finding.ts";
export type { Kink } from "./cause/kinks.ts";
export type { ParityTask } from "./task.ts";
export { childSubject, type ChildSubjectOptions } from "./exercise/child-subject.ts";
export type { Subject } from "./exercise/exercise.ts";
