import { execa } from "execa";

/** What `nvidia-smi` told of a GPU while something ran. */
export interface GpuEvidence {
  readonly name: string;
  readonly driver: string;
  /** How often it was read after the work began. */
  readonly readings: number;
  /**
   * Of the readings that tell it, from 0 to 1: the share of the driver's own last sample period in which a kernel ran.
   * Those of the first second are left out: they may still tell of what ran before.
   */
  readonly utilisation: readonly number[];
  /** The most memory in use above what was in use before; null where that was not read twice. */
  readonly peakAboveBaselineBytes: number | null;
  /**
   * The most memory that the driver ascribed to each process, by its id; empty where it does not see them, as in many
   * containers.
   */
  readonly bytesByProcess: ReadonlyMap<number, number>;
}

export interface GpuWatch {
  /** Ends the watch; null where nothing could be read. */
  stop(): Promise<GpuEvidence | null>;
}

export const readingPeriodMs = 200;
/** The driver's longest sample period is a second (`nvidia-smi --help-query-gpu`, utilization.gpu). */
const staleReadings = 1000 / readingPeriodMs;
const processesPeriodMs = 1000;
const firstReadingMs = 10_000;

interface Reading {
  readonly name: string;
  readonly driver: string;
  readonly utilisation: number | null;
  readonly usedBytes: number | null;
}

/** A watch over what a cell of such a device is to prove that it used; null where that is this computer itself. */
export async function watchDevice(device: string): Promise<GpuWatch | null> {
  return device === "cuda" ? watchGpu() : null;
}

/**
 * Reads a GPU a few times a second, in processes of their own. Settles with the first reading, so that the one before
 * the work is among them. The GPU is the first that programs see: of CUDA_VISIBLE_DEVICES, or 0. The text is that of
 * `nvidia-smi --help-query-gpu` and `--help-query-compute-apps`. Run on one real GPU so far, an H200 under driver 580.
 */
export async function watchGpu(program = "nvidia-smi"): Promise<GpuWatch> {
  const readings: Reading[] = [];
  const processes = new ProcessMemory(program);
  const { promise: began, resolve: begin } = Promise.withResolvers<void>();
  // In loop mode it always has a line to write: it ends when its pipe closes, also where this process was killed.
  const child = start(program, "--query-gpu=name,driver_version,utilization.gpu,memory.used", [
    `--loop-ms=${readingPeriodMs}`,
  ]);
  const ended = eachLine(child, (line) => {
    const reading = parseReading(line);
    if (reading === null) return;
    readings.push(reading);
    if (readings.length > 1) processes.observe();
    begin();
  });
  const timer = setTimeout(begin, firstReadingMs);
  await Promise.race([began, ended]);
  clearTimeout(timer);
  return {
    stop: async () => {
      child.kill("SIGKILL");
      await ended;
      return evidenceOf(readings, await processes.stop());
    },
  };
}

/**
 * The most memory of each process on the GPU, asked anew every second: in loop mode nothing would end it where there
 * are no processes.
 */
class ProcessMemory {
  readonly #program: string;
  readonly #peaks = new Map<number, number>();
  #askedMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | null = null;

  constructor(program: string) {
    this.#program = program;
  }

  observe(): void {
    if (this.#asking !== null || performance.now() - this.#askedMs < processesPeriodMs) return;
    this.#askedMs = performance.now();
    const child = start(this.#program, "--query-compute-apps=pid,used_memory", []);
    this.#asking = eachLine(child, (line) => this.#take(line)).finally(() => {
      this.#asking = null;
    });
  }

  async stop(): Promise<ReadonlyMap<number, number>> {
    await this.#asking;
    return this.#peaks;
  }

  #take(line: string): void {
    const [pid, mebibytes, ...rest] = line.split(",").map((field) => field.trim());
    const bytes = mebibytesOf(mebibytes);
    if (pid === undefined || !/^\d+$/.test(pid) || bytes === null || rest.length > 0) return;
    this.#peaks.set(Number(pid), Math.max(bytes, this.#peaks.get(Number(pid)) ?? 0));
  }
}

type Child = ReturnType<typeof start>;

function start(program: string, query: string, more: readonly string[]) {
  const [visible = "0"] = (process.env["CUDA_VISIBLE_DEVICES"] ?? "0").split(",");
  return execa(program, [`--id=${visible}`, query, "--format=csv,noheader,nounits", ...more], {
    reject: false,
    stdin: "ignore",
    stderr: "ignore",
    buffer: false,
    windowsHide: true,
  });
}

/** Settles when the process has ended, however, and each of its lines was taken. */
async function eachLine(child: Child, take: (line: string) => void): Promise<void> {
  try {
    for await (const line of child.iterable()) take(line);
  } catch {
    // It could not be started: then there are no lines.
  }
  await child;
}

/**
 * Null for a line that is none, an error's text for example. A GPU in MIG mode has no utilisation of its own, and gives
 * `[N/A]`.
 */
function parseReading(line: string): Reading | null {
  const [name, driver, percent, used, ...rest] = line.split(",").map((field) => field.trim());
  if (!name || !driver || used === undefined || rest.length > 0) return null;
  const [utilisation, usedBytes] = [numberOf(percent), mebibytesOf(used)];
  if (utilisation === null && usedBytes === null) return null;
  return { name, driver, utilisation: utilisation === null ? null : utilisation / 100, usedBytes };
}

function numberOf(field: string | undefined): number | null {
  const text = field?.trim() ?? "";
  return /^\d+$/.test(text) ? Number(text) : null;
}

function mebibytesOf(field: string | undefined): number | null {
  const mebibytes = numberOf(field);
  return mebibytes === null ? null : mebibytes * 2 ** 20;
}

function evidenceOf(readings: readonly Reading[], bytesByProcess: ReadonlyMap<number, number>): GpuEvidence | null {
  const [before, ...during] = readings;
  if (before === undefined) return null;
  const used = during.flatMap(({ usedBytes }) => usedBytes ?? []);
  return {
    name: before.name,
    driver: before.driver,
    readings: during.length,
    utilisation: during.slice(staleReadings).flatMap(({ utilisation }) => utilisation ?? []),
    peakAboveBaselineBytes:
      before.usedBytes === null || used.length === 0 ? null : Math.max(0, Math.max(...used) - before.usedBytes),
    bytesByProcess,
  };
}
