import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { generatedPages } from "../scripts/generated/pages.ts";
import { projectRoot } from "../src/project.ts";

it.each([...generatedPages()])(
  "docs/%s says what the code says: pnpm --filter @evenkeel/cli generate",
  async (path, text) => {
    expect(await readFile(join(projectRoot, "docs", path), "utf8")).toBe(text);
  },
);
