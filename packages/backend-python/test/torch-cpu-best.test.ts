import { testBackend } from "@evenkeel/conformance";
import { torchCpuBest } from "../src/torch-cpu-best.ts";

testBackend(torchCpuBest);
