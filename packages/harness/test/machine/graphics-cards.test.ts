import { describe, expect, it } from "vitest";
import { graphicsCards } from "../../src/machine/graphics-cards.ts";
import { madeUpMachine, nvidia, nvidiaPrograms } from "../fixtures/made-up-machines.ts";

const { run } = madeUpMachine({ programs: nvidiaPrograms });
const [list, report] = Object.keys(nvidiaPrograms) as [string, string];
const [h100, a2000] = ["NVIDIA H100 80GB HBM3", "NVIDIA RTX A2000"];
const printing = (listed: string, said = nvidia.report) =>
  madeUpMachine({ programs: { [list]: listed, [report]: said } }).run;

describe("the GPUs that programs see", () => {
  it("are those of the driver, with its major and that of the CUDA it serves", async () => {
    expect(await graphicsCards(run, undefined)).toEqual({ gpus: [h100, a2000], gpuDriverMajor: 580, cudaMajor: 13 });
  });

  it.each([
    ["1", [a2000]],
    ["1, 0", [a2000, h100]],
    ["GPU-aaaa", [h100]],
    ["", []],
    ["-1", []],
    ["MIG-cccc3333", [h100, a2000]],
  ])("are those of CUDA_VISIBLE_DEVICES=%s", async (visible, gpus) => {
    expect((await graphicsCards(run, visible)).gpus).toEqual(gpus);
  });

  it("are asked for once where there are none", async () => {
    const asked: string[] = [];
    const found = await graphicsCards((program, args) => {
      asked.push([program, ...args].join(" "));
      return Promise.resolve("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n");
    }, undefined);
    expect(found).toEqual({ gpus: [], gpuDriverMajor: null, cudaMajor: null });
    expect(asked).toEqual([list]);
  });

  it.each([
    ["CUDA UMD Version                          : 14.1\n", 14],
    ["no version", null],
  ])("of a report that says %j", async (said, cudaMajor) => {
    expect((await graphicsCards(printing(nvidia.list, said), undefined)).cudaMajor).toBe(cudaMajor);
  });

  it("are nothing of lines that are no cards", async () => {
    const lines = ["x, GPU-1, A, 580.1", "0, GPU-1, , 580.1", "0, GPU-1, A, 580.1, more", "0, GPU-1, A", ""];
    expect((await graphicsCards(printing(lines.join("\n")), undefined)).gpus).toEqual([]);
    expect(await graphicsCards(printing("0, GPU-1, A, [N/A]"), undefined)).toMatchObject({ gpuDriverMajor: null });
    const [long] = (await graphicsCards(printing(`0, GPU-1, ${"A".repeat(5000)}, 580.1`), undefined)).gpus;
    expect(long).toHaveLength(100);
  });
});
