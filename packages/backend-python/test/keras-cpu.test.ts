import { testBackend } from "@evenkeel/conformance";
import { kerasCpu } from "../src/keras-cpu.ts";

testBackend(kerasCpu);
