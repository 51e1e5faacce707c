import { fileURLToPath } from "node:url";
import { noTelemetry } from "@evenkeel/setup/no-telemetry";
import { execa, type ResultPromise } from "execa";
import { TreeMemory } from "../memory.ts";
import type { CellProcess, Launcher, ProcessExit, Variables } from "./launcher.ts";

const logBytes = 64 * 1024;

const childOptions = {
  ipc: true,
  serialization: "json",
  // Also makes a process group of its own (not on Windows), so that Ctrl-C reaches the parent alone.
  killDescendants: true,
  windowsHide: true,
  buffer: false,
  reject: false,
  stdin: "ignore",
  stdout: "pipe",
  stderr: "pipe",
} as const;
const startedWith = (env: Variables) => ({ ...childOptions, env: { ...noTelemetry, ...env } });
type Child = ResultPromise<ReturnType<typeof startedWith>>;

/** Starts real processes: this Node on the child module, no shell. */
export const processLauncher: Launcher = (childModule, variables = {}) => {
  const child = execa(startedWith(variables))(process.execPath, [fileURLToPath(childModule)]);
  const log = keepTail(child);
  const memory = new TreeMemory(child.pid ?? -1);
  // Descendants that outlive the process would also keep its output open.
  child.nodeChildProcess.once("exit", () => child.kill("SIGKILL"));
  const listeners: ((message: unknown) => void)[] = [];
  const delivered = deliver(child, (message) => {
    for (const listener of listeners) listener(message);
  });
  return {
    send: (job) => child.sendMessage({ ...job }).catch(() => undefined),
    onMessage: (listener) => {
      listeners.push(listener);
    },
    exited: settled(child, delivered, log),
    treePeakRssBytes: () => memory.observePeakBytes(),
    descendantTicks: () => memory.descendantTicks(),
    treePids: () => memory.pids(),
    kill: () => {
      child.kill("SIGKILL");
    },
  } satisfies CellProcess;
};

async function deliver(child: Child, listener: (message: unknown) => void): Promise<void> {
  try {
    for await (const message of child.getEachMessage()) listener(message);
  } catch {
    // The process died; `exited` says how.
  }
}

async function settled(child: Child, delivered: Promise<void>, log: () => string): Promise<ProcessExit> {
  const [{ exitCode, signal, originalMessage, failed }] = await Promise.all([child, delivered]);
  const notStarted = failed && exitCode === undefined && signal === undefined ? `${originalMessage ?? ""}\n` : "";
  return { exitCode: exitCode ?? null, signal: signal ?? null, log: notStarted + log() };
}

/** The last bytes of both output streams, in the order they came. */
function keepTail(child: Child): () => string {
  let tail = Buffer.alloc(0);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      tail = Buffer.concat([tail, chunk]).subarray(-logBytes);
    });
  }
  return () => tail.toString("utf8");
}
