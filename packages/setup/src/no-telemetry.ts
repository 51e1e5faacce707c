/**
 * Variables that keep libraries from reporting to their makers. ONNX Runtime 1.30 as npm has it would keep a device id
 * and a database of events in the home and temporary folders, and look up its collector's host.
 */
export const noTelemetry = { ORT_DISABLE_TELEMETRY: "1" } as const;
