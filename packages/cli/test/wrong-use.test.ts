import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { program, runCli } from "../src/program.ts";
import { captured } from "./fixtures/captured-output.ts";

const ownCharacters = new RegExp(String.raw`\n|\u001B\[\d+m`, "g");
const folder = await mkdtemp(join(tmpdir(), "evenkeel-wrong-"));
beforeAll(async () => {
  await mkdir(join(folder, "full"));
  await writeFile(join(folder, "full", "a-file"), "");
  await mkdir(join(folder, "empty"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Wrong uses and what is said of each; `@` stands for the folder of this test. */
const wrong: readonly (readonly [string, RegExp])[] = [
  ["run --backend=", /--backend <ids>.*none of them empty/],
  ["run --backend onnx-cpu,", /--backend <ids>.*none of them empty/],
  ["run --backend onnx-cpu,onnx-cpu", /--backend <ids>.*named twice; expected each name once; got "onnx-cpu"/],
  ["run --backend onnx-cpu --backend onnx-cpu", /--backend <ids>.*named twice/],
  ["run --backend onxx-cpu", /--backend: unknown backend; .*; got "onxx-cpu"; did you mean onnx-cpu\?/],
  ["run --model=", /--model <names>.*none of them empty/],
  ["run --model lenet5", /--model: unknown model; .*did you mean lenet-5\?/],
  ["run --task=", /--task <names>.*none of them empty/],
  ["run --task trian", /--task: unknown task; .*did you mean train\?/],
  ["run --dataset=", /--dataset: unknown dataset/],
  ["run --dataset fashion-mnist-subst", /--dataset: unknown dataset; .*did you mean fashion-mnist-subset\?/],
  ["run --dataset folder:@/nothing", /--dataset: no such folder; .*nothing$/m],
  ["run --dataset idx:@/nothing", /--dataset: no such folder/],
  ["run --seeds=", /--seeds <numbers>/],
  ["run --seeds 1,1", /--seeds <numbers>.*named twice/],
  ["run --seeds 1,01", /--seeds <numbers>.*named twice; .*; got "1"/],
  ["run --seeds 1 --seeds 1.0", /--seeds <numbers>.*named twice/],
  ["run --threads 2,2.0", /--threads <counts>.*named twice; .*; got "2"/],
  ["run --threads default,default", /--threads <counts>.*named twice; .*; got "default"/],
  ["run --threads 0,default", /--threads <counts>.*Expected a whole number from 1 to 1024, or "default"/],
  ["diverge onnx-cpu onnx-wasm --steps 0", /--steps <n>.*Expected a whole number from 1, or "epoch"/],
  ["run --resume latest --memory-budget 5", /^error: --memory-budget: a resumed run keeps its experiment/],
  ["run --resume latest --out x --folds 2", /^error: --out, --folds: a resumed run/],
  ["run --seeds 1,x", /--seeds <numbers>.*Expected a whole number from 0/],
  ["run --threads 1e9", /--threads <counts>.*from 1 to 1024/],
  ["check --threads 1e9", /--threads <n>.*from 1 to 1024/],
  ["diverge onnx-cpu onnx-wasm --threads 0", /--threads <n>.*from 1 to 1024/],
  ["run --max-rounds 9", /^error: --max-rounds: a run does as many rounds as are asked for.*; add --until-decided/],
  ["run --until-decided --max-rounds 5", /--max-rounds .*: fewer rounds at the most.*; expected at least 6.*; got 5/],
  ["run --until-decided --rounds 9 --max-rounds 8", /expected at least 9, the rounds that are asked for; got 8/],
  ["run --until-decided --folds 3", /--until-decided .*: the rounds of a cross-validation are its folds/],
  ["run --until-decided --task evaluate", /--until-decided .*: no task is timed in every round/],
  ["run --until-decided --max-rounds 0", /--max-rounds <n>.*Expected a whole number from 1/],
  ["run --resume latest --until-decided", /^error: --until-decided: a resumed run keeps its experiment/],
  ["run --aa --task evaluate", /--aa or the experiment's aa: no task is timed in every round.*got evaluate/],
  ["run --resume latest --aa", /^error: --aa: a resumed run keeps its experiment/],
  ["run --machine=", /--machine <name>.*Expected 1 to 60 characters of plain text/],
  ["run --machine a\u202Eb", /--machine <name>.*Expected 1 to 60 characters of plain text/],
  ["run --resume latest --machine x", /^error: --machine: a resumed run keeps its experiment/],
  ["run --augment=", /--augment: no augmentation/],
  ["run --schedule step", /--schedule: no learning-rate schedule; expected constant, step,every=<epochs>.*got "step"/],
  ["run --augment shift=100", /--augment: images would be shifted out of sight; .*got 100/],
  ["run --out=", /--out: expected a path; got nothing/],
  ["run --out @/full", /--out: the folder is not empty; .*full; choose another/],
  ["run --out @/full/a-file", /--out: a file lies there/],
  ["run --redo", /--redo: there is no run to redo a part of; name the run with --resume/],
  ["run --resume=", /--resume <run>.*Expected a value/],
  ["run --resume @/nothing", /--resume: no such run; .*nothing/],
  ["run --resume @/empty", /--resume: not a run folder; .*empty/],
  ["run quik", /experiment: no such experiment; .*did you mean quick\?/],
  ["run @/nothing.ts", /experiment: no such experiment; .*got ".*nothing\.ts"/],
  ["run --sed 3", /unknown option '--sed'/],
  ["report @/nothing", /run: no such run/],
  ["report @/empty", /run: not a run folder/],
  ["report @/empty --format pdf", /--format <format>.*'pdf' is invalid/],
  ["check --backend onnx-cpu,onnx-cpu", /--backend <ids>.*named twice/],
  ["check --layer maxpool", /--layer: unknown layer kind; .*did you mean max-pool2d\?/],
  ["check --model resnet8", /--model: unknown model; .*did you mean resnet-8\?/],
  ["diverge onnx-cpu onnx-cpu", /^error: backends: named twice/],
  ["diverge onnx-cpu", /backends: one backend alone cannot diverge; .*; got onnx-cpu/],
  ["diverge onnx-cpu tfjs-wsam", /backends: unknown backend; .*did you mean tfjs-wasm\?/],
  ["diverge --model lenet", /--model: unknown model/],
  ["determinism --backend tfjs", /--backend: unknown backend/],
  ["determinism --dataset minst", /--dataset: unknown dataset; .*did you mean mnist\?/],
  ["setup torch-cpuu", /backends: unknown backend; .*did you mean torch-cpu\?/],
  ["setup torch-cpu torch-cpu", /^error: backends: named twice/],
  ["setup onnx-cpu", /backends: onnx-cpu is part of the plain install/],
  ["models resnet8", /name: unknown model; .*did you mean resnet-8\?/],
  ["data show minst", /dataset: unknown dataset; .*did you mean mnist\?/],
  ["data show folder:@/nothing", /dataset: no such folder/],
  ["data show folder:@/full/a-file", /dataset: no such folder/],
  ["export lenet-5 --out @/x.onnx --weights @/full", /--weights: no such file/],
  ["data fetch minst", /dataset: unknown dataset; .*did you mean mnist\?/],
  ["export lenet5 --out @/x.onnx", /model: unknown model; .*did you mean lenet-5\?/],
  ["export lenet-5 --out @/x.pb", /--out: unknown kind of file/],
  ["export lenet-5 --out @/nothing/x.onnx", /--out: no such folder/],
  ["export lenet-5 --out @/x.onnx --weights @/nothing", /--weights: no such file; .*nothing/],
  ["bundle --out @/x.zip", /--out: unknown kind of file/],
  ["bundle --dataset minst", /--dataset: unknown dataset; .*did you mean mnist\?/],
  ["bundle --backend onnx-cpu,onnx-cpu", /--backend <ids>.*named twice/],
  ["submit quick", /required option .--queue <url>. not specified/],
  ["submit quick --queue sqlite.db", /^error: --queue: no URL of a database; expected postgres:.*; got no URL/],
  ["submit quick --queue http://me:secret@host", /^error: --queue: no URL of a database; .*; got http:\/\/…$/m],
  ["submit quik --queue postgres://h/d", /experiment: no such experiment; .*did you mean quick\?/],
  ["submit quick --queue postgres://h/d --machine Lab", /--machine <name>.*lower-case letters, digits and dashes/],
  ["work", /required option .--queue <url>. not specified/],
  ["work --queue postgres://h/d --backend onxx-cpu", /--backend: unknown backend; .*did you mean onnx-cpu\?/],
  ["work --queue postgres://h/d --name a_b", /--name <name>.*lower-case letters, digits and dashes/],
  ["jobs --queue postgres://h/d --cancel=", /--cancel <job>.*Expected a value/],
];

describe("wrong use", () => {
  it.each(wrong)("%s: one line that names what was typed, exit code 2, before any work", async (line, message) => {
    const argv = line.split(" ").map((word) => word.replace("@", folder));
    expect(await runCli(argv)).toBe(2);
    expect(captured.err).toMatch(message);
    const lines = captured.err.trimEnd().split("\n");
    expect(lines.filter((one) => !/^\((?:try|Did)/.test(one))).toHaveLength(1);
    expect(captured.out).toBe("");
  });

  it("shows nothing raw of what was typed, and little of what is long", async () => {
    for (const hostile of ["\u001B[2J\u202E", `x${"\u009B".repeat(5000)}`]) {
      for (const argv of [["run", hostile], ["run", `--${hostile}`], [hostile], ["run", "--backend", hostile]]) {
        captured.raw = "";
        expect(await runCli(argv)).toBe(2);
        expect(captured.raw.replaceAll(ownCharacters, "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(captured.raw.length).toBeLessThan(3000);
      }
    }
  });
});

it("shows the help, line by line, where no command is typed", async () => {
  expect(await runCli([])).toBe(2);
  expect(captured.err).toMatch(/\n {2}evenkeel run --backend onnx-cpu --backend onnx-wasm --rounds 3\n/);
});

describe("every command's help", () => {
  it.each(program().commands.map((command) => command.name()))("%s: examples and exit codes", async (name) => {
    expect(await runCli([name, "--help"])).toBe(0);
    expect(captured.out).toMatch(/Examples:\n {2}evenkeel /);
    expect(captured.out).toMatch(/Exit codes: 0 .*;\n {2}1 .*;\n {2}2 wrong use; 130 interrupted/);
  });
});
