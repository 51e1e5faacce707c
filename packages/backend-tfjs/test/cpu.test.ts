import { testBackend } from "@evenkeel/conformance";
import { tfjsCpu } from "../src/cpu.ts";

testBackend(tfjsCpu);
