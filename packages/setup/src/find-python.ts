import { BackendError } from "@evenkeel/core";
import { run } from "./command.ts";

/** Versions that every pinned package has wheels for. */
const oldest = [3, 11] as const;
const newest = [3, 13] as const;
const wanted = `Python ${oldest.join(".")} to ${newest.join(".")}`;

const candidates =
  process.platform === "win32" ? ["py", "python"] : ["python3", ...minors().map((n) => `python3.${n}`)];

/** The first Python on the PATH of a version that fits and that can make environments. Throws `BackendError`. */
export async function findPython(signal: AbortSignal): Promise<string> {
  const found: string[] = [];
  for (const name of candidates) {
    const version = await versionOf(name, signal);
    if (version === null) continue;
    if (!fits(version)) {
      found.push(`${name} is ${version}`);
      continue;
    }
    await requireVenv(name, signal);
    return name;
  }
  throw new BackendError("no suitable Python on the PATH", {
    expected: wanted,
    got: found.length === 0 ? "none" : found.join(", "),
    remedy: "install one (Debian, Ubuntu: apt install python3 python3-venv; elsewhere: python.org)",
  });
}

/** `3.12.4`, say; null where there is no such program. */
async function versionOf(python: string, signal: AbortSignal): Promise<string | null> {
  const code = "import platform; print(platform.python_version())";
  const text = await run(python, ["-c", code], { signal }).catch(() => null);
  signal.throwIfAborted();
  return text !== null && /^\d+\.\d+\.\d+/.test(text) ? text.trim() : null;
}

/** Debian ships Python without it. */
async function requireVenv(python: string, signal: AbortSignal): Promise<void> {
  try {
    await run(python, ["-c", "import venv, ensurepip"], { signal });
  } catch (cause) {
    throw new BackendError("this Python cannot make environments", {
      where: python,
      remedy: "install its venv module (Debian, Ubuntu: apt install python3-venv)",
      cause,
    });
  }
}

function fits(version: string): boolean {
  const [major, minor] = version.split(".").map(Number);
  return major === oldest[0] && minor !== undefined && minor >= oldest[1] && minor <= newest[1];
}

function minors(): number[] {
  return Array.from({ length: newest[1] - oldest[1] + 1 }, (_, index) => newest[1] - index);
}
