import { noTelemetry } from "@evenkeel/setup/no-telemetry";

// ONNX Runtime reads it when it is loaded: this module is imported before it.
Object.assign(process.env, noTelemetry);
