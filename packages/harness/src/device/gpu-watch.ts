import { execa } from "execa";

/** What `nvidia-smi` told of a GPU while something ran. */
export interface GpuEvidence {
  readonly name: string;
  readonly driver: string;
  /** Of each reading, from 0 to 1: the share of the driver's own last sample period in which a kernel ran. */
  readonly utilisation: readonly number[];
  /** The most memory in use above what was in use before. */
  readonly peakAboveBaselineBytes: number;
  /** The most memory that the driver ascribed to each process, by its id; empty where it does not see them, as in many containers. */
  readonly bytesByProcess: ReadonlyMap<number, number>;
}

export interface GpuWatch {
  /** Ends the watch; null where nothing could be read. */
  stop(): Promise<GpuEvidence | null>;
}

const periodMs = 200;
const firstReadingMs = 10_000;

interface Reading {
  readonly name: string;
  readonly driver: string;
  readonly utilisation: number;
  readonly usedBytes: number;
}

/** A watch over what a cell of such a device is to prove that it used; null where that is this computer itself. */
export async function watchDevice(device: string): Promise<GpuWatch | null> {
  return device === "cuda" ? watchGpu() : null;
}

/**
 * Reads a GPU a few times a second, in processes of their own: `nvidia-smi` in its loop mode, which ends by itself when nobody reads it
 * any more. Settles with the first reading, so that the one before the work is among them. The GPU is the first that programs
 * see: of CUDA_VISIBLE_DEVICES, or 0. The text is that of `nvidia-smi --help-query-gpu`; nobody has run this on a real GPU yet.
 */
export async function watchGpu(program = "nvidia-smi"): Promise<GpuWatch> {
  const [visible = "0"] = (process.env["CUDA_VISIBLE_DEVICES"] ?? "0").split(",");
  const readings: Reading[] = [];
  const bytesByProcess = new Map<number, number>();
  const { promise: began, resolve: begin } = Promise.withResolvers<void>();
  const gpu = lines(program, visible, "--query-gpu=name,driver_version,utilization.gpu,memory.used", (line) => {
    const reading = parseReading(line);
    if (reading !== null) readings.push(reading);
    begin();
  });
  const processes = lines(program, visible, "--query-compute-apps=pid,used_memory", (line) => {
    const [pid = Number.NaN, mebibytes = Number.NaN] = line.split(",").map(Number);
    if (!Number.isFinite(pid) || !Number.isFinite(mebibytes)) return;
    bytesByProcess.set(pid, Math.max(mebibytes * 2 ** 20, bytesByProcess.get(pid) ?? 0));
  });
  const timer = setTimeout(begin, firstReadingMs);
  await Promise.race([began, gpu.ended]);
  clearTimeout(timer);
  return {
    stop: async () => {
      await Promise.all([gpu.stop(), processes.stop()]);
      return evidenceOf(readings, bytesByProcess);
    },
  };
}

function lines(program: string, gpu: string, query: string, onLine: (line: string) => void) {
  const format = "--format=csv,noheader,nounits";
  const child = execa(program, [`--id=${gpu}`, query, format, `--loop-ms=${periodMs}`], {
    reject: false,
    stdin: "ignore",
    stderr: "ignore",
    buffer: false,
    windowsHide: true,
  });
  const read = async () => {
    for await (const line of child.iterable()) onLine(line);
  };
  const ended = read().catch(() => undefined);
  return {
    ended,
    stop: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Null for a line that is none: a GPU of which the driver does not tell the utilisation gives `[N/A]`. */
function parseReading(line: string): Reading | null {
  const [name, driver, utilisation, mebibytes] = line.split(",").map((field) => field.trim());
  const [percent, used] = [Number(utilisation ?? ""), Number(mebibytes ?? "")];
  if (!name || !driver || !Number.isFinite(percent) || !Number.isFinite(used)) return null;
  return { name, driver, utilisation: percent / 100, usedBytes: used * 2 ** 20 };
}

function evidenceOf(readings: readonly Reading[], bytesByProcess: ReadonlyMap<number, number>): GpuEvidence | null {
  const [before] = readings;
  if (before === undefined) return null;
  const used = readings.map(({ usedBytes }) => usedBytes);
  return {
    name: before.name,
    driver: before.driver,
    utilisation: readings.map(({ utilisation }) => utilisation),
    peakAboveBaselineBytes: Math.max(...used) - before.usedBytes,
    bytesByProcess,
  };
}
