import { testBackend } from "@evenkeel/conformance";
import { onnxPython } from "../src/onnx-python.ts";

testBackend(onnxPython);
