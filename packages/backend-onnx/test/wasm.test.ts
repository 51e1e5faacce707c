import { testBackend } from "@evenkeel/conformance";
import { onnxWasm } from "../src/wasm.ts";

testBackend(onnxWasm);
