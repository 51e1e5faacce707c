import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const unitBytes: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20 };

/**
 * Bytes that this process holds on graphics cards, or null where nothing tells. Linux alone does, for the kernel's own
 * drivers (amdgpu, i915, xe; not NVIDIA's): each open file of a card has a text about its client
 * (Documentation/gpu/drm-usage-stats.rst). ONNX Runtime for Node does not pass on what its own allocator counts.
 */
export function deviceMemoryBytes(folder = "/proc/self/fdinfo"): number | null {
  const byClient = new Map<string, number>();
  for (const text of texts(folder)) {
    const client = /^drm-client-id:.*$/m.exec(text)?.[0];
    const bytes = client === undefined ? null : bytesOf(text);
    // Several files of one client all tell the same.
    if (client !== undefined && bytes !== null) byClient.set(`${/^drm-pdev:.*$/m.exec(text)?.[0]} ${client}`, bytes);
  }
  return byClient.size === 0 ? null : [...byClient.values()].reduce((sum, bytes) => sum + bytes);
}

/** `memory` is the older word for `resident`; a driver may say both, and then means the same. */
function bytesOf(text: string): number | null {
  return sumOf(text, "resident") ?? sumOf(text, "memory");
}

/** Regions on the card itself: those of the computer's memory are part of what the process holds anyway. */
function sumOf(text: string, word: "resident" | "memory"): number | null {
  const line = new RegExp(`^drm-${word}-(?:vram|local)\\d*:\\s*(\\d+)\\s*(KiB|MiB)?\\s*$`, "gm");
  const sizes = [...text.matchAll(line)].map(([, amount, unit = "B"]) => Number(amount) * (unitBytes[unit] ?? 1));
  return sizes.length === 0 ? null : sizes.reduce((sum, bytes) => sum + bytes);
}

function texts(folder: string): string[] {
  return entries(folder).flatMap((name) => {
    try {
      return [readFileSync(join(folder, name), "utf8")];
    } catch {
      // A file that was closed since.
      return [];
    }
  });
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
