export { smallSpecs } from "@evenkeel/gate";
export { testBackend, type ConformanceOptions } from "./test-backend.ts";
