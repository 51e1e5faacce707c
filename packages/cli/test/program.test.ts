import { describe, expect, it } from "vitest";
import { runCli } from "../src/program.ts";
import { captured } from "./fixtures/captured-output.ts";

describe("evenkeel", () => {
  it.each([
    [["run", "--backend", "onnx-gpu"], /--backend: unknown backend; expected onnx-cpu.*got "onnx-gpu"/],
    [["run", "--model", "resnet"], /--model: unknown model; expected .*lenet-5.*got "resnet"/],
    [["run", "--task", "dance"], /--task: unknown task; expected gradients, train, .*got "dance"/],
    [["run", "no-such"], /experiment: no such experiment; expected one of .*quick, seeds.*got "no-such"/],
    [["run", "../packages/cli/src/main"], /no such experiment/],
    [["run", "--rounds", "0"], /--rounds.*Expected a whole number from 1/],
    [["run", "--rouns", "3"], /unknown option '--rouns'/],
    [["run", "--resume", "somewhere", "--seeds", "2"], /--seeds: a resumed run keeps its experiment/],
    [["models", "resnet"], /unknown model/],
    [["export", "lenet-5", "--out", "model.txt"], /--out: unknown kind of file; expected \.onnx or \.safetensors/],
    [["frobnicate"], /unknown command 'frobnicate'/],
  ])("%j is wrong use: one clear line and exit code 2", async (argv, message) => {
    expect(await runCli(argv)).toBe(2);
    expect(captured.err).toMatch(message);
    expect(captured.err).not.toMatch(/\n\s+at /);
    expect(captured.out).toBe("");
  });

  it("says its version", async () => {
    expect(await runCli(["--version"])).toBe(0);
    expect(captured.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("teaches by --help, exit code 0", async () => {
    expect(await runCli(["run", "--help"])).toBe(0);
    for (const flag of [
      "--backend",
      "--model",
      "--dataset",
      "--task",
      "--rounds",
      "--seeds",
      "--threads",
      "--budget",
      "--out",
      "--resume",
      "--json",
    ]) {
      expect(captured.out).toContain(flag);
    }
  });

  it("shows a network for another number of classes", async () => {
    expect(await runCli(["models", "lenet-5", "--classes", "3", "--json"])).toBe(0);
    const { classes, spec } = JSON.parse(captured.out) as { classes: number; spec: { layers: { units?: number }[] } };
    expect([classes, spec.layers.findLast(({ units }) => units !== undefined)?.units]).toEqual([3, 3]);
    expect(await runCli(["models", "--classes", "3"])).toBe(2);
    expect(captured.err).toContain("--classes: one network is shown for other classes; expected a name before it");
  });

  it("lists the networks as JSON", async () => {
    expect(await runCli(["models", "--json"])).toBe(0);
    const models = JSON.parse(captured.out) as { name: string; parameters: number }[];
    expect(models.find(({ name }) => name === "keras-mnist-cnn")?.parameters).toBe(93_322);
  });
});
