import { testBackend } from "@evenkeel/conformance";
import { torchCpu } from "../src/torch-cpu.ts";

testBackend(torchCpu);
