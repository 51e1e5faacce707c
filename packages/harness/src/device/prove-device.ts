import type { CellReason, CellResult, Measurement, Measurements } from "@evenkeel/core";
import type { GpuEvidence } from "./gpu-watch.ts";

/** Even an idle CUDA context takes more than this. */
const leastContextBytes = 32 * 2 ** 20;

/**
 * A completed cell with what was seen of its GPU. Without evidence its numbers stand for nothing: then it has failed. Memory that its
 * processes hold on the GPU counts as evidence, too: a short cell may compute between two readings.
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
    const reason = objection ?? unread;
    return { ...settled, state: "failed", runtime: result.runtime, measurements: {}, reason };
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
  const busy = Math.max(...evidence.utilisation) > 0;
  const holds = ownBytes(evidence, processes) ?? evidence.peakAboveBaselineBytes;
  if (busy || holds >= leastContextBytes) return null;
  return {
    code: "no-device-activity",
    message: `${evidence.name} did nothing while it ran: ${evidence.utilisation.length} readings of 0% utilisation, no memory taken`,
    remedy: "the library computed elsewhere: see what it says with CUDA_VISIBLE_DEVICES set",
  };
}

function measurementsOf(evidence: GpuEvidence, processes: ReadonlySet<number>): Measurements {
  const { utilisation, peakAboveBaselineBytes } = evidence;
  const n = utilisation.length;
  const ratio = (value: number): Measurement => ({ value, unit: "ratio", n, basis: "measured" });
  const own = ownBytes(evidence, processes);
  return {
    "device.meanUtilisation": ratio(utilisation.reduce((sum, value) => sum + value, 0) / n),
    "device.peakUtilisation": ratio(Math.max(...utilisation)),
    // What others take meanwhile would count, too, where the driver does not tell whose it is.
    "device.peakMemoryBytes": {
      value: own ?? peakAboveBaselineBytes,
      unit: "bytes",
      n,
      basis: own === null ? "estimated" : "measured",
    },
  };
}

/** What the driver ascribes to the cell's own processes; null where it does not see them. */
function ownBytes({ bytesByProcess }: GpuEvidence, processes: ReadonlySet<number>): number | null {
  const own = [...bytesByProcess].filter(([pid]) => processes.has(pid)).map(([, bytes]) => bytes);
  return own.length === 0 ? null : own.reduce((sum, bytes) => sum + bytes, 0);
}
