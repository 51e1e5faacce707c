import { testCatalog } from "@evenkeel/conformance";
import { catalog } from "../src/catalog.ts";

testCatalog(catalog, new URL("../src/catalog.ts", import.meta.url));
