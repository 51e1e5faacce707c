import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { requireAdapter } from "./require-adapter.ts";

test("a process ends by itself and without an error, its models disposed or not", async ({ skip }) => {
  await requireAdapter(skip);
  const script = join(import.meta.dirname, "train-and-end.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  expect(stdout).toBe("done\n");
});
