import { defineConfig } from "vitest/config";

/** Shared by every package; the JSON file is what `.ci/run` adds up. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "json"],
    outputFile: { json: ".vitest/results.json" },
    // Software adapters and Python start slowly on a busy machine; a test that hangs is found all the same.
    testTimeout: 180_000,
  },
});
