/** A setup that is interrupted, by the real command, with a Python whose pip never ends: nothing of it counts. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fakePython } from "@evenkeel/setup/fixture";

const entry = resolve(import.meta.dirname, "../evenkeel.js");
let root = "";

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "evenkeel-setup-"));
});
afterEach(() => rm(root, { recursive: true, maxRetries: 5 }));

/** Set-up backends of the process, and of those that it starts, lie in `root` instead of this checkout. */
function elsewhere(): string {
  const there = JSON.stringify(join(root, "backends"));
  const hook = `import{registerHooks}from'node:module';
registerHooks({load(url,context,next){
  const loaded=next(url,context);
  if(!url.endsWith('/setup/src/receipt.ts'))return loaded;
  const source=String(loaded.source).replace('join(installationRoot, ".cache/backends")',()=>${JSON.stringify(there)});
  return{...loaded,source};
}})`;
  return `--import=data:text/javascript,${encodeURIComponent(hook)}`;
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command with that PATH; sends the signal once stderr holds the text. */
async function evenkeel(
  argv: readonly string[],
  PATH: string,
  stop?: { signal: NodeJS.Signals; at: string },
): Promise<Ended> {
  const env = { ...process.env, PATH, NODE_OPTIONS: elsewhere(), NO_COLOR: "1" };
  const child = spawn(process.execPath, [entry, ...argv], { stdio: ["ignore", "pipe", "pipe"], env });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk.toString();
    if (stop !== undefined && err.includes(stop.at) && !child.killed) child.kill(stop.signal);
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, err };
}

async function isAvailable(PATH: string): Promise<boolean | undefined> {
  const { out } = await evenkeel(["backends", "--json"], PATH);
  const found = JSON.parse(out) as { id: string; availability: { state: string } }[];
  const torch = found.find(({ id }) => id === "torch-cpu");
  return torch === undefined ? undefined : torch.availability.state === "available";
}

it.skipIf(process.platform === "win32")(
  "leaves nothing that counts as set up, ends pip, and can be begun again",
  { timeout: 120_000 },
  async () => {
    const pids = join(root, "pids");
    const slow = `echo $$ >> '${pids}'; echo Collecting torch==2.13.0; touch "$packages/half"; exec /bin/sleep 600`;
    const stalled = await fakePython(join(root, "stalled"), slow);
    const { code, out, err } = await evenkeel(["setup", "torch-cpu"], stalled, {
      signal: "SIGTERM",
      at: "looking for torch",
    });
    expect([code, out], err).toEqual([130, ""]);
    const said = err.trimEnd().split("\n");
    expect(said.slice(said.findIndex((line) => line.endsWith("looking for torch")) + 1)).toEqual([
      "error: setup of torch-cpu: stopped; run it again: what pip has downloaded is kept",
    ]);
    expect(await readdir(join(root, "backends"))).toEqual(["torch-cpu.lock"]);
    const pip = Number(await readFile(pids, "utf8"));
    expect(() => process.kill(pip, 0)).toThrow("ESRCH");
    expect(await isAvailable(stalled)).toBe(false);

    const record = "torch-2.13.0.dist-info";
    const whole = `echo Collecting torch==2.13.0; mkdir "$packages/${record}"; echo "${record}/RECORD,," > "$packages/${record}/RECORD"`;
    const quick = await fakePython(join(root, "quick"), whole);
    const again = await evenkeel(["setup", "torch-cpu"], quick);
    expect(again.err).toContain("trying it");
    expect((await readdir(join(root, "backends"))).toSorted()).toEqual(["torch-cpu", "torch-cpu.lock"]);
    const packages = await readdir(join(root, "backends/torch-cpu/lib/python3.12/site-packages"));
    expect(packages).toEqual([record]);
  },
);
