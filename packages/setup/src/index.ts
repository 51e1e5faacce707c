export { addonFile } from "./addon.ts";
export { addonSetup, type AddonOptions } from "./addon-setup.ts";
export { npmFolder, npmSetup, type NpmFiles } from "./npm-files.ts";
export { missingNvidiaDriver, nvidiaDeviceName } from "./nvidia-driver.ts";
export { withNvidiaDriver } from "./nvidia-setup.ts";
export { damageOf, venvPython } from "./receipt.ts";
export { venvSetup, type VenvOptions } from "./venv-setup.ts";
export { wheelFolder, wheelSetup, type WheelFiles } from "./wheel-files.ts";
