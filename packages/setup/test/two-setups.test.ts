/** Setups of one backend that meet: two at once, and one beside a pip that outlived its killed setup. */
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { damageOf, venvFolder, venvPython, type Venv } from "../src/receipt.ts";
import { fakePython } from "./fake-python.ts";

const script = join(import.meta.dirname, "fixtures/set-up.ts");
const files = 40;
let root = "";
let venv: Venv;

/** A pip that unpacks a package of many files, each in `pause` seconds, with its record, and tells when it ends. */
function slowPip(pause: number): string {
  const hash = createHash("sha256").update("whole\n").digest("base64url");
  return `trap "echo ended >> '${join(root, "pips")}'" EXIT
echo Collecting thing==1
for number in $(seq ${files}); do
  sleep ${pause}
  mkdir -p "$packages/thing" "$packages/thing-1.dist-info" || exit 1
  printf 'whole\\n' > "$packages/thing/$number.py" || exit 1
  echo "thing/$number.py,sha256=${hash},6" >> "$packages/thing-1.dist-info/RECORD"
done`;
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "evenkeel-setups-"));
  await writeFile(join(root, "pins.txt"), "thing==1\n");
  venv = { name: "thing", requirements: [pathToFileURL(join(root, "pins.txt"))], root: join(root, "backends") };
});
afterEach(() => rm(root, { recursive: true }));

const endedPips = async () => (await readFile(join(root, "pips"), "utf8").catch(() => "")).split("\n").length - 1;

async function expectWhole(): Promise<void> {
  expect(venvPython(venv)).not.toBeNull();
  expect(await damageOf(venv, "contents")).toBeNull();
  const packages = join(venvFolder(venv), "lib/python3.12/site-packages");
  expect(await readdir(join(packages, "thing"))).toHaveLength(files);
  expect((await readdir(join(root, "backends"))).toSorted()).toEqual(["thing", "thing.lock"]);
}

describe.skipIf(process.platform === "win32")("setups of one backend", () => {
  it("at once: one waits, and takes what the other has made", async () => {
    const PATH = await fakePython(join(root, "bin"), slowPip(0.01));
    const env = { ...process.env, PATH };
    const setups = [1, 2].map(() => promisify(execFile)(process.execPath, [script, root], { env }));
    const told = (await Promise.all(setups)).map(({ stdout }) => stdout.trim().split("\n"));
    expect(told.map((lines) => lines.at(-1))).toEqual(["done", "done"]);
    expect(told.flat().filter((line) => line === "making a Python environment")).toHaveLength(1);
    expect(told.flat()).toContain("waiting for another setup of it");
    expect(await endedPips()).toBe(1);
    await expectWhole();
  });

  it("beside a pip whose setup was killed: what it goes on writing does not reach the new one", async () => {
    const env = { ...process.env, PATH: await fakePython(join(root, "bin"), slowPip(0.1)) };
    const killed = spawn(process.execPath, [script, root], { env, stdio: ["ignore", "pipe", "ignore"] });
    killed.stdout.setEncoding("utf8");
    for await (const text of killed.stdout) if (String(text).includes("looking for thing")) break;
    killed.kill("SIGKILL");
    if (killed.exitCode === null && killed.signalCode === null) await once(killed, "exit");
    expect(venvPython(venv)).toBeNull();
    const quick = { ...process.env, PATH: await fakePython(join(root, "quick"), slowPip(0)) };
    await promisify(execFile)(process.execPath, [script, root], { env: quick });
    expect(venvPython(venv)).not.toBeNull();
    await expect.poll(endedPips, { timeout: 60_000 }).toBe(2);
    expect(await damageOf(venv, "contents")).toBeNull();
    // What the first pip wrote after it was removed goes with the next setup, though all is whole for that one.
    await promisify(execFile)(process.execPath, [script, root], { env: quick });
    expect(await endedPips()).toBe(2);
    await expectWhole();
  });
});
