export { smallSpecs } from "./specs/index.ts";
export { testBackend } from "./test-backend.ts";
export type { Tolerances } from "./tolerances.ts";
