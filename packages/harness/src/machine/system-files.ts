import { readFileSync } from "node:fs";

/** Text of a file under /proc or /sys, or null where there is none. Tests give made-up ones. */
export type SystemFiles = (path: string) => string | null;

/** Those of the running kernel; nothing elsewhere than on Linux. */
export const systemFiles: SystemFiles = (path) => {
  if (process.platform !== "linux") return null;
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
};

/** A field of a file of `name value` lines, as a number; null where it is not there. */
export function numberNamed(text: string | null, name: string): number | null {
  for (const line of text?.split("\n") ?? []) {
    const [field, value = ""] = line.split(/\s+/);
    if (field === name && /^\d+$/.test(value)) return Number(value);
  }
  return null;
}
