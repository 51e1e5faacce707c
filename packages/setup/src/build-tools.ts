import { BackendError } from "@evenkeel/core";
import { run } from "./command.ts";

/** Throws `BackendError` where what node-gyp builds with is missing. */
export async function requireBuildTools(signal: AbortSignal): Promise<void> {
  const missing: string[] = [];
  const compiler = process.env["CXX"];
  for (const tool of ["make", compiler === undefined || compiler === "" ? "g++" : compiler]) {
    const version = await run(tool, ["--version"], { signal }).catch(() => null);
    signal.throwIfAborted();
    if (version === null) missing.push(tool);
  }
  if (missing.length === 0) return;
  throw new BackendError("no C++ compiler to build the addon with", {
    expected: "make and g++, or the compiler that CXX names",
    got: `no ${missing.join(" and no ")} on the PATH`,
    remedy: "install them (Debian, Ubuntu: apt install build-essential)",
  });
}
