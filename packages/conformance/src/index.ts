export { smallSpecs } from "@evenkeel/gate";
export { testBackend } from "./test-backend.ts";
export { testCatalog } from "./test-catalog.ts";
export { isWhole } from "./whole.ts";
