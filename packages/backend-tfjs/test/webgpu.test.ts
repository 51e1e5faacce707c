import { testBackend } from "@evenkeel/conformance";
import { tfjsWebgpu } from "../src/webgpu.ts";

testBackend(tfjsWebgpu);
