import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execaNode } from "execa";
import { readInputFile } from "./input-file.ts";
import type { FuzzJob, FuzzReply } from "./serve-target.ts";

/** Longest time up to the first input. */
const startSeconds = 60;

export interface FuzzOptions {
  readonly seconds: number;
  readonly seed: number;
  /** Ends the work when it aborts; what it gives then is no finding. */
  readonly signal?: AbortSignal;
  /** Longest time of one input: a hang is a finding. */
  readonly hangSeconds?: number;
  /** Most memory of JavaScript's heap. */
  readonly heapMiB?: number;
  /** The module of the process; tests bring one with faults. */
  readonly worker?: string;
}

export interface FuzzResult {
  readonly tried: number;
  readonly finding: { readonly input: Uint8Array; readonly problem: string } | null;
}

/**
 * Fuzzes one target in a process of its own for some seconds, or up to its first finding: an exception that is not one
 * of ours, a wrong result, a hang, a death, memory without end.
 */
export async function fuzzTarget(target: string, options: FuzzOptions): Promise<FuzzResult> {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-fuzz-"));
  try {
    const inputFile = join(folder, "input");
    await writeFile(inputFile, "");
    return await fuzzInto(inputFile, target, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fuzzInto(
  inputFile: string,
  target: string,
  {
    seconds,
    seed,
    signal: cancelSignal,
    hangSeconds = 20,
    heapMiB = 1024,
    worker = join(import.meta.dirname, "worker.ts"),
  }: FuzzOptions,
): Promise<FuzzResult> {
  const job: FuzzJob = { target, seconds, seed, inputFile };
  const nodeOptions = [`--max-old-space-size=${heapMiB}`];
  // Its scratch folder goes with this one, also when it is killed.
  const env = { TMPDIR: join(inputFile, "..") };
  const child = execaNode(worker, [JSON.stringify(job)], {
    nodeOptions,
    env,
    reject: false,
    ...(cancelSignal !== undefined && { cancelSignal, forceKillAfterDelay: 500 }),
    stdout: "ignore",
    killDescendants: true,
  });
  let reply: FuzzReply | null = null;
  let hangs = false;
  child.nodeChildProcess.on("message", (message: unknown) => {
    reply = message as FuzzReply;
  });
  const startMs = Date.now();
  let seen = 0;
  const watch = setInterval(() => {
    const { count } = readInputFile(inputFile);
    const waitedEnough = count > 0 || Date.now() - startMs > startSeconds * 1000;
    hangs = waitedEnough && count === seen && reply === null;
    seen = count;
    if (hangs) child.kill("SIGKILL");
  }, hangSeconds * 1000);
  const { exitCode, signal, stderr } = await child;
  clearInterval(watch);
  if (reply !== null) return decoded(reply);
  const { count, input } = readInputFile(inputFile);
  const end = hangs
    ? `no end after ${hangSeconds} s`
    : `the process ended with ${exitCode ?? signal}: ${stderr.slice(0, 2000)}`;
  return { tried: count, finding: { input, problem: end } };
}

function decoded({ tried, finding }: FuzzReply): FuzzResult {
  return { tried, finding: finding && { ...finding, input: Uint8Array.from(Buffer.from(finding.input, "base64")) } };
}
