import { testBackend } from "@evenkeel/conformance";
import { tfjsNodeGpu } from "../src/node-gpu.ts";

testBackend(tfjsNodeGpu);
