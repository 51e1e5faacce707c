import { testBackend } from "@evenkeel/conformance";
import { tfjsWasm } from "../src/wasm.ts";

testBackend(tfjsWasm);
