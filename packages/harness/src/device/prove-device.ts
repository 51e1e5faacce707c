import { measurement, type CellReason, type CellResult, type Measurements } from "@evenkeel/core";
import { readingPeriodMs, type GpuEvidence } from "./gpu-watch.ts";

/** Even an idle CUDA context takes more than this. */
const leastContextBytes = 32 * 2 ** 20;
/**
 * With fewer readings than of two seconds, their silence proves nothing: loading the library may have taken that long.
 */
const fewestReadings = 2000 / readingPeriodMs;

/**
 * A completed cell with what was seen of its GPU. Without evidence its numbers stand for nothing: then it has failed.
 * Memory that its processes hold on the GPU counts as evidence, too: a cell may compute too little for the driver's
 * whole percents. What others do on the same GPU cannot be told apart where the driver does not tell whose memory it
 * is.
 */
export function proveDevice(
  result: CellResult,
  evidence: GpuEvidence | null,
  processes: ReadonlySet<number>,
): CellResult {
  if (result.state !== "completed") return result;
  const objection = objectionTo(evidence, processes);
  if (evidence === null || objection !== null) {
    const { limits: _limits, measurements: _measurements, ...settled } = result;
    return { ...settled, state: "failed", measurements: {}, reason: objection ?? unread };
  }
  const deviceVersions = { ...result.runtime.deviceVersions, driver: evidence.driver };
  return {
    ...result,
    runtime: { ...result.runtime, deviceName: result.runtime.deviceName ?? evidence.name, deviceVersions },
    measurements: { ...result.measurements, ...measurementsOf(evidence, processes) },
  };
}

const unread: CellReason = {
  code: "no-evidence",
  message: "nvidia-smi gave no reading while it ran, and what is said to run on a GPU needs evidence",
  remedy: "see that nvidia-smi --query-gpu=utilization.gpu,memory.used --format=csv answers",
};

function objectionTo(evidence: GpuEvidence | null, processes: ReadonlySet<number>): CellReason | null {
  if (evidence === null) return unread;
  const { name, readings, utilisation, peakAboveBaselineBytes } = evidence;
  const holdsBytes = ownBytes(evidence, processes) ?? peakAboveBaselineBytes ?? 0;
  if (Math.max(0, ...utilisation) > 0 || holdsBytes >= leastContextBytes) return null;
  const often = `${readings} readings of nvidia-smi, one every ${readingPeriodMs} ms`;
  if (readings < fewestReadings) {
    return {
      code: "no-evidence",
      message: `it ended too soon to tell whether ${name} computed: only ${often}, and none showed activity`,
      remedy: "give it more to do: more epochs, or a larger --budget",
    };
  }
  const seen = utilisation.length === 0 ? "utilisation is not told" : "0% utilisation";
  return {
    code: "no-device-activity",
    message: `${name} did nothing while it ran: ${seen}, no memory taken (${often})`,
    remedy: "the library computed elsewhere; if on another GPU, name that one by its UUID in CUDA_VISIBLE_DEVICES",
  };
}

function measurementsOf(evidence: GpuEvidence, processes: ReadonlySet<number>): Measurements {
  return { ...utilisationOf(evidence), ...memoryOf(evidence, processes) };
}

/** Nothing of a GPU in MIG mode, whose utilisation the driver does not tell. */
function utilisationOf({ utilisation }: GpuEvidence): Measurements {
  const n = utilisation.length;
  if (n === 0) return {};
  const mean = utilisation.reduce((sum, value) => sum + value, 0) / n;
  return {
    ...measurement("device.meanUtilisation", mean, n),
    ...measurement("device.peakUtilisation", Math.max(...utilisation), n),
  };
}

function memoryOf(evidence: GpuEvidence, processes: ReadonlySet<number>): Measurements {
  const own = ownBytes(evidence, processes);
  const value = own ?? evidence.peakAboveBaselineBytes;
  if (value === null) return {};
  // What others take meanwhile would count, too, where the driver does not tell whose it is.
  return measurement("device.peakMemoryBytes", value, evidence.readings, own === null ? "estimated" : "measured");
}

/** What the driver ascribes to the cell's own processes; null where it does not see them. */
function ownBytes({ bytesByProcess }: GpuEvidence, processes: ReadonlySet<number>): number | null {
  const own = [...bytesByProcess].filter(([pid]) => processes.has(pid)).map(([, bytes]) => bytes);
  return own.length === 0 ? null : own.reduce((sum, bytes) => sum + bytes, 0);
}
