import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { noTelemetry } from "@evenkeel/setup/no-telemetry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requireAdapter } from "./require-adapter.ts";

const reports = resolve(import.meta.dirname, "../../../../docs/upstream/onnxruntime");
const names = (await readdir(reports)).filter((name) => name.endsWith(".md") && name !== "README.md");
let scratch = "";
beforeAll(async () => {
  // Inside of this package, so that its onnxruntime-node is the one that is found, and in a folder that git ignores.
  const ignored = resolve(import.meta.dirname, "../../.vitest");
  await mkdir(ignored, { recursive: true });
  scratch = await mkdtemp(join(ignored, "upstream-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** The text of a fenced block. */
function block(page: string, language: string): string {
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
  if (found === undefined) throw new Error(`no ${language} block`);
  return found;
}

describe("docs/upstream/onnxruntime", () => {
  it.for(names)("%s prints what it says", async (name, { skip }) => {
    await requireAdapter(skip);
    const page = await readFile(join(reports, name), "utf8");
    const script = join(scratch, name.replace(".md", ".mjs"));
    await writeFile(script, block(page, "js"));
    const env = { ...process.env, ...noTelemetry };
    const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
    expect(stdout).toBe(block(page, "text"));
  });

  it("lists every report", async () => {
    const index = await readFile(join(reports, "README.md"), "utf8");
    for (const name of names) expect(index).toContain(`(${name})`);
  });
});
