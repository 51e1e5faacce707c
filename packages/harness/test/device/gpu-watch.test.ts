import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchDevice, watchGpu } from "../../src/device/gpu-watch.ts";
import { fakeNvidiaSmi, reading } from "../fixtures/fake-nvidia-smi.ts";
import { isAlive } from "../fixtures/grandchild.ts";
import { temporaryFolder } from "../fixtures/options.ts";

const mebibyte = 2 ** 20;
let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await remove();
});

async function watched(readings: readonly string[], processes: readonly string[] = []) {
  const smi = await fakeNvidiaSmi(folder, readings, processes);
  const watch = await watchGpu(smi.program);
  return { evidence: await watch.stop(), smi };
}

describe("watchDevice", () => {
  it.each(["cpu", "wasm", "webgpu", "remote"])("watches nothing for %s", async (device) => {
    expect(await watchDevice(device)).toBeNull();
  });
});

describe.skipIf(process.platform === "win32")("watchGpu", () => {
  it("takes the first reading as what was before, and leaves the utilisation of the first second out", async () => {
    const before = [reading(99, 500), reading(99, 500), reading(99, 700), ...Array(3).fill(reading(5, 900))];
    const { evidence } = await watched([...before, reading(96, 2548), reading(40, 1524)]);
    expect(evidence).toEqual({
      name: "NVIDIA H100 80GB HBM3",
      driver: "580.65.06",
      readings: 7,
      utilisation: [0.96, 0.4],
      peakAboveBaselineBytes: 2048 * mebibyte,
      bytesByProcess: new Map(),
    });
  });

  it("asks of the GPU that programs see, and of its processes once", async () => {
    vi.stubEnv("CUDA_VISIBLE_DEVICES", "GPU-5f1c,GPU-77aa");
    const { smi } = await watched([reading(0, 1), reading(0, 1), reading(0, 1)]);
    expect(await smi.calls()).toEqual([
      "--id=GPU-5f1c --query-gpu=name,driver_version,utilization.gpu,memory.used --format=csv,noheader,nounits --loop-ms=200",
      "--id=GPU-5f1c --query-compute-apps=pid,used_memory --format=csv,noheader,nounits",
    ]);
  });

  it("tells each process' memory where the driver does", async () => {
    const processes = [
      "10, 500",
      "11, 600",
      "12, [N/A]",
      "[Insufficient Permissions], 3",
      "No running processes found",
    ];
    const { evidence } = await watched([reading(0, 1), reading(0, 1)], processes);
    expect(evidence?.bytesByProcess).toEqual(
      new Map([
        [10, 500 * mebibyte],
        [11, 600 * mebibyte],
      ]),
    );
  });

  it("reads the memory of a GPU in MIG mode, which has no utilisation", async () => {
    const { evidence } = await watched([reading("[N/A]", 10), ...Array<string>(9).fill(reading("[N/A]", 510))]);
    expect(evidence).toMatchObject({ readings: 9, utilisation: [], peakAboveBaselineBytes: 500 * mebibyte });
  });

  it("reads the utilisation where memory is not told", async () => {
    const { evidence } = await watched(Array<string>(7).fill(reading(30, "[N/A]")));
    expect(evidence).toMatchObject({ readings: 6, utilisation: [0.3], peakAboveBaselineBytes: null });
  });

  it.each([
    ["neither is told", [reading("[N/A]", "[N/A]")]],
    ["it says an error instead", ["NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."]],
    ["there is no such GPU", ["No devices were found"]],
  ])("gives nothing where %s", async (_why, lines) => {
    // The script goes on with empty lines: its end stands for nvidia-smi's, which exits after an error.
    const smi = await fakeNvidiaSmi(folder, lines);
    const watching = watchGpu(smi.program);
    await vi.waitFor(async () => process.kill(await smi.pid()), { timeout: 20_000 });
    expect(await (await watching).stop()).toBeNull();
  });

  it("gives nothing where there is no such program", async () => {
    const watch = await watchGpu(`${folder}/none`);
    expect(await watch.stop()).toBeNull();
  });

  it("leaves no process behind", async () => {
    const { smi } = await watched([reading(0, 1)]);
    expect(isAlive(await smi.pid())).toBe(false);
  });

  it("leaves no process behind where the watching one is killed", async () => {
    const smi = await fakeNvidiaSmi(folder, [reading(0, 1)]);
    const script = fileURLToPath(new URL("../fixtures/watch-gpu.ts", import.meta.url));
    const watching = execa(process.execPath, [script, smi.program], { reject: false });
    await once(watching.stdout, "data");
    const pid = await smi.pid();
    expect(isAlive(pid)).toBe(true);
    watching.kill("SIGKILL");
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 20_000 });
  }, 30_000);
});
