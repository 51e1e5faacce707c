import { testBackend } from "@evenkeel/conformance";
import { kerasCuda } from "../src/keras-cuda.ts";

testBackend(kerasCuda);
