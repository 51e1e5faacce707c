import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { interpreterOf } from "../src/interpreter.ts";
import { kerasCpu } from "../src/keras-cpu.ts";
import { torchCpu } from "../src/torch-cpu.ts";

const reports = resolve(import.meta.dirname, "../../../docs/upstream/onednn");
const names = (await readdir(reports)).filter((name) => name.endsWith(".md") && name !== "README.md");
const libraries = [
  { library: "torch", id: "torch-cpu", backend: torchCpu },
  { library: "tensorflow", id: "keras-cpu", backend: kerasCpu },
] as const;
/** Whether oneDNN may take the kernels that the pages are about; only Linux tells. */
const hasAvx512 = (await readFile("/proc/cpuinfo", "utf8").catch(() => "")).includes(" avx512f ");
let scratch = "";
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "evenkeel-upstream-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** The text of a fenced block. */
function block(page: string, language: string): string {
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
  if (found === undefined) throw new Error(`no ${language} block`);
  return found;
}

describe.skipIf(process.platform !== "linux")("docs/upstream/onednn", () => {
  for (const { library, id, backend } of libraries) {
    it.for(names)(`%s prints what it says, with ${library}`, async (name, { skip }) => {
      if ((await backend.probe()).state === "unavailable") skip(`${id} is unavailable here`);
      const page = await readFile(join(reports, name), "utf8");
      const script = join(scratch, name.replace(".md", ".py"));
      await writeFile(script, block(page, "python"));
      const { stdout } = await promisify(execFile)(interpreterOf(id)?.python ?? "", ["-B", "-E", script, library]);
      const wrong = block(page, "text");
      const right = wrong.replaceAll(": wrong", ": right");
      expect(hasAvx512 ? [right, wrong] : [right]).toContain(stdout);
      if (hasAvx512)
        skip(stdout === right, "right on this processor, although it has AVX-512: the page says otherwise");
    });
  }

  it("lists every report", async () => {
    const index = await readFile(join(reports, "README.md"), "utf8");
    for (const name of names) expect(index).toContain(`(${name})`);
  });
});
