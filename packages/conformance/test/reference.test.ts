import { referenceBackend } from "@evenkeel/backend-reference";
import { catalog } from "@evenkeel/backend-reference/catalog";
import { testBackend, testCatalog } from "../src/index.ts";

testBackend(referenceBackend);
testCatalog(catalog, new URL(import.meta.resolve("@evenkeel/backend-reference/catalog")));
