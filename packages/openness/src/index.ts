export { assess, states, type Assessment, type AssessedComponent, type State } from "./assess.ts";
export type { Evidence, Problem } from "./evidence/evidence.ts";
export { gatherEvidence, type Sources } from "./evidence/gather.ts";
export { openRun } from "./evidence/run-source.ts";
export { factsFiles } from "./facts/own-facts.ts";
export { parseFacts, readFacts } from "./facts/read-facts.ts";
export { dimensions, factsSchema, type ModelFacts } from "./facts/schema.ts";
export { opennessView, type OpennessView } from "./view.ts";
