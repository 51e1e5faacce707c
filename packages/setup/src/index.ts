export { venvPython } from "./receipt.ts";
export { venvSetup, type VenvOptions } from "./venv-setup.ts";
