import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { watchGpu } from "../../src/device/gpu-watch.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-smi-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A program in place of nvidia-smi: it says these lines to each query, tells on which arguments, and stays until it is killed. */
async function program(gpu: readonly string[], processes: readonly string[]): Promise<string> {
  const file = join(folder, "nvidia-smi.mjs");
  const text = (lines: readonly string[]) => JSON.stringify(lines.map((line) => `${line}\n`).join(""));
  await writeFile(
    file,
    `#!${process.execPath}
import { writeFileSync } from "node:fs";
const ofProcesses = process.argv.some((word) => word.startsWith("--query-compute-apps"));
process.stdout.write(ofProcesses ? ${text(processes)} : ${text(gpu)});
writeFileSync(${JSON.stringify(folder)} + (ofProcesses ? "/processes" : "/gpu"), process.argv.slice(2).join(" "));
setInterval(() => {}, 1000);
`,
    { mode: 0o755 },
  );
  return file;
}

describe.skipIf(process.platform === "win32")("watchGpu", () => {
  it("takes the first reading as what was before", async () => {
    const lines = [
      "NVIDIA H100, 580.65.06, 0, 500",
      "NVIDIA H100, 580.65.06, 96, 2548",
      "NVIDIA H100, 580.65.06, 40, 1524",
    ];
    const watch = await watchGpu(await program(lines, []));
    const evidence = await watch.stop();
    expect(evidence).toMatchObject({ name: "NVIDIA H100", driver: "580.65.06", utilisation: [0, 0.96, 0.4] });
    expect(evidence?.peakAboveBaselineBytes).toBe(2048 * 2 ** 20);
  });

  it("gives nothing where the driver tells nothing", async () => {
    const watch = await watchGpu(await program(["NVIDIA H100, 580.65.06, [N/A], [N/A]"], []));
    expect(await watch.stop()).toBeNull();
  });

  it("gives nothing where there is no such program", async () => {
    const watch = await watchGpu(join(folder, "none"));
    expect(await watch.stop()).toBeNull();
  });
});
