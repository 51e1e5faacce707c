export { faultDefinitions, faultKinds } from "./faults/index.ts";
export { faultText, parseFault, type FaultSetting } from "./faults/parse-fault.ts";
export { protocolNames, type ProtocolName } from "./protocol.ts";
export { protocols } from "./protocols/index.ts";
export type { OtherModels, Predictor, ServedModel } from "./served-model.ts";
