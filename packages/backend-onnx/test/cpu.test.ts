import { testBackend } from "@evenkeel/conformance";
import { onnxCpu } from "../src/cpu.ts";

testBackend(onnxCpu);
