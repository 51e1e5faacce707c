import { testBackend } from "@evenkeel/conformance";
import { torchCuda } from "../src/torch-cuda.ts";

testBackend(torchCuda);
