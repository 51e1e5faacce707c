import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

const entry = resolve(import.meta.dirname, "../evenkeel.js");

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the entry as a process, stdout a pipe or a file; a reader that leaves closes its end at once. */
async function ended(
  argv: readonly string[],
  { node = [], stdout = "pipe", leave = false }: { node?: string[]; stdout?: "pipe" | number; leave?: boolean } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [...node, entry, ...argv], {
    stdio: ["ignore", stdout, "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  if (leave) child.stdout?.destroy();
  let [out, err] = ["", ""];
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((settle) => child.once("close", settle));
  return { code, out, err };
}

it("tells an old Node in one line what to type", async () => {
  const pretend = "data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'18.20.0'}})";
  const { code, out, err } = await ended(["run", "--model", "it's"], { node: ["--import", pretend] });
  expect([code, out]).toEqual([2, ""]);
  expect(err).toBe(
    "error: Node 24 or newer is needed; got 18.20.0; in the checkout, which brings its own, type: " +
      String.raw`npx -y pnpm@12 evenkeel run --model 'it'\''s'` +
      "\n",
  );
});

it("tells in one line what to do where a module does not load", async () => {
  const hook = "if(s==='commander')throw new Error('no such package');return next(s,c)";
  const broken = `import{registerHooks}from'node:module';registerHooks({resolve(s,c,next){${hook}}})`;
  const { code, out, err } = await ended(["models"], { node: ["--import", `data:text/javascript,${broken}`] });
  expect([code, out]).toEqual([1, ""]);
  expect(err).toBe("error: cannot start: no such package; run: npx -y pnpm@12 install\n");
});

it("takes flags behind the -- that pnpm hands on", async () => {
  const { code, err } = await ended(["run", "--", "--backend", "onxx-cpu"]);
  expect(code).toBe(2);
  expect(err).toMatch(/^error: --backend: unknown backend; .*did you mean onnx-cpu\?\n$/);
});

it("goes on to its end when the reader of stdout goes away", async () => {
  const { code, err } = await ended(["models", "--json"], { leave: true });
  expect([code, err]).toEqual([0, ""]);
});

it.skipIf(!existsSync("/dev/full")).each([[["models"]], [["models", "--json"]], [["run", "--help"]]])(
  "says in one line that stdout cannot be written: %j > /dev/full",
  async (argv) => {
    const full = openSync("/dev/full", "w");
    const { code, err } = await ended(argv, { stdout: full });
    closeSync(full);
    expect(code).toBe(1);
    expect(err).toMatch(/^error: stdout: cannot be written; got ENOSPC: [^\n]*\n$/);
  },
);

it("says in one line that a published run cannot be printed", async () => {
  if (!existsSync("/dev/full")) return;
  const full = openSync("/dev/full", "w");
  const run = join(import.meta.dirname, "../../../reports/reference/nine-backends");
  const { code, err } = await ended(["report", run, "--format", "csv"], { stdout: full });
  closeSync(full);
  expect(code).toBe(1);
  expect(err).toMatch(/^error: stdout: cannot be written; got ENOSPC: [^\n]*\n$/);
});

it.skipIf(process.platform === "win32").each([
  ["run --backend onnx-cpu --model lenet-5 --task train", /cell \d+ of/],
  ["check --backend onnx-cpu", /onnx-cpu · \S+ · \d+%/],
  ["diverge onnx-cpu onnx-wasm --steps epoch", /training/],
  ["determinism --backend onnx-cpu --steps epoch", /threads:/],
] as const)("ends with 130 when it is interrupted: %s", { timeout: 120_000 }, async (line, underWay) => {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-interrupt-"));
  try {
    const [command = "", ...rest] = line.split(" ");
    const out = command === "run" ? ["--out", join(folder, "run")] : [];
    const child = spawn(process.execPath, [entry, command, ...rest, ...out], { stdio: ["ignore", "ignore", "pipe"] });
    let err = "";
    let sent = false;
    child.stderr.on("data", (chunk: Buffer) => {
      err += chunk.toString();
      if (!sent && underWay.test(err)) sent = child.kill("SIGINT");
    });
    const code = await new Promise<number | null>((settle) => child.once("close", settle));
    expect(sent, err).toBe(true);
    expect(code, err).toBe(130);
    expect(err).not.toMatch(/\n\s+at /);
  } finally {
    await rm(folder, { recursive: true });
  }
});
