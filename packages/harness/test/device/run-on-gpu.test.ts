import { join } from "node:path";
import { readRun } from "@evenkeel/run-folder";
import type { Experiment } from "@evenkeel/tasks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchGpu } from "../../src/device/gpu-watch.ts";
import { startRun, type SharedRunOptions } from "../../src/index.ts";
import { experiment, tinyModel } from "../fixtures/experiment.ts";
import { fakeNvidiaSmi, reading, type FakeNvidiaSmi } from "../fixtures/fake-nvidia-smi.ts";
import { isAlive } from "../fixtures/grandchild.ts";
import { sharedOptions, temporaryFolder } from "../fixtures/options.ts";

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterEach(() => remove());

/** A run of real processes whose backend says that it computes on a GPU, watched by a stand-in for nvidia-smi. */
function runOnGpu(
  backend: string,
  { program }: FakeNvidiaSmi,
  changes: Partial<Experiment> = {},
  more: Partial<SharedRunOptions> = {},
) {
  return startRun({
    ...sharedOptions(folder, []),
    registry: [{ id: backend, title: "Fake", device: "cuda" }],
    experiment: { ...experiment, tasks: { latency: {} }, ...changes },
    models: [tinyModel],
    runsFolder: join(folder, "runs"),
    out: join(folder, "run"),
    command: ["evenkeel", "run"],
    watchDevice: () => watchGpu(program),
    ...more,
  });
}

describe.skipIf(process.platform === "win32")("a run on a GPU", () => {
  it("keeps what was seen of the GPU in the run folder", async () => {
    const busy = [reading(0, 600), ...Array<string>(15).fill(reading(50, 1624))];
    const smi = await fakeNvidiaSmi(folder, busy, ["999999, 1024"]);
    const outcome = await runOnGpu("good", smi);
    expect((await readRun(outcome.folder)).cells).toMatchObject([
      {
        state: "completed",
        runtime: { deviceName: "NVIDIA H100 80GB HBM3", deviceVersions: { driver: "580.65.06" } },
        measurements: {
          "latency.p50Ms": { unit: "ms" },
          "device.meanUtilisation": { value: 0.5, n: 10, basis: "measured" },
          "device.peakMemoryBytes": { value: 2 ** 30, basis: "estimated" },
        },
      },
    ]);
  }, 60_000);

  it("fails a cell whose GPU did nothing", async () => {
    const smi = await fakeNvidiaSmi(folder, Array<string>(15).fill(reading(0, 600)));
    const { run } = await runOnGpu("good", smi);
    expect(run.cells).toMatchObject([{ state: "failed", reason: { code: "no-device-activity" }, measurements: {} }]);
  }, 60_000);

  it("leaves no watching process behind where a cell is killed for its budget", async () => {
    const smi = await fakeNvidiaSmi(folder, [reading(0, 600), reading(50, 1624)]);
    const { run } = await runOnGpu("greedy", smi, { tasks: { train: {} }, memoryBudgetMiB: 300 });
    expect(run.cells).toMatchObject([{ state: "completed" }, { state: "over-budget" }]);
    expect(isAlive(await smi.pid())).toBe(false);
  }, 60_000);

  it("leaves no watching process behind where the run is interrupted", async () => {
    const smi = await fakeNvidiaSmi(folder, [reading(0, 600)]);
    const controller = new AbortController();
    const running = runOnGpu("hanging", smi, {}, { signal: controller.signal });
    await vi.waitFor(() => smi.pid(), 30_000);
    controller.abort();
    expect((await running).run).toMatchObject({ state: "interrupted", cells: [] });
    expect(isAlive(await smi.pid())).toBe(false);
  }, 60_000);
});
