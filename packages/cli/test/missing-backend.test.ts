import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRun } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { localCommands } from "../src/local-commands.ts";
import { runCli } from "../src/program.ts";
import { captured } from "./fixtures/captured-output.ts";

/** Of torch-cpu, whose interpreter the tests name where there is none: it cannot run on any machine. */
const remedy =
  "install what is missing into the Python that EVENKEEL_PYTHON names, or unset EVENKEEL_PYTHON and run: npx -y pnpm@12 evenkeel setup torch-cpu";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-missing-"));
  vi.stubEnv("EVENKEEL_PYTHON", join(folder, "no-python"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const latency = "run --backend torch-cpu --model lenet-5 --task latency --threads 1".split(" ");

describe("a backend that was asked for by name and cannot run", () => {
  it("makes a run's exit code 1, and its remedy reaches the terminal, run.json and the page", async () => {
    const run = join(folder, "run");
    expect(await runCli([...latency, "--out", run])).toBe(1);
    expect(captured.out.split("\n")).toContainEqual(
      `torch-cpu: unavailable: torch-cpu: its Python process ended; got ENOENT when it was started; ${localCommands(remedy)}`,
    );
    const { backends, cells } = await readRun(run);
    expect([...backends, ...cells]).toMatchObject([{ reason: { remedy } }, { reason: { remedy } }]);
    expect(await readFile(join(run, "index.html"), "utf8")).toContain(remedy);
  });

  it("is said on stderr where stdout is JSON", async () => {
    expect(await runCli([...latency, "--json", "--out", join(folder, "run")])).toBe(1);
    expect(JSON.parse(captured.out)).toMatchObject({ cells: [{ state: "unavailable", reason: { remedy } }] });
    expect(captured.err).toContain(localCommands(remedy));
  });

  it.each([
    [["check", "--backend", "torch-cpu", "--layer", "relu"], "out"],
    [["determinism", "--backend", "torch-cpu", "--model", "keras-mlp", "--steps", "1"], "err"],
    [["diverge", "torch-cpu", "tfjs-cpu", "--model", "keras-mlp", "--steps", "1"], "err"],
  ] as const)("makes the exit code of %j 1, with the remedy on its line", async (argv, stream) => {
    expect(await runCli(argv)).toBe(1);
    expect(captured[stream]).toMatch(/torch-cpu: .*its Python process ended; .*; install what is missing into/);
  });
});
