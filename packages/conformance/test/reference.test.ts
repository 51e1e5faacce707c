import { referenceBackend } from "@evenkeel/backend-reference";
import { testBackend } from "../src/index.ts";

testBackend(referenceBackend);
