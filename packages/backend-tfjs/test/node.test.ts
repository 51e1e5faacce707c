import { testBackend } from "@evenkeel/conformance";
import { tfjsNode } from "../src/node.ts";

testBackend(tfjsNode);
