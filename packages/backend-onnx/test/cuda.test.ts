import { testBackend } from "@evenkeel/conformance";
import { onnxCuda } from "../src/cuda.ts";

testBackend(onnxCuda);
