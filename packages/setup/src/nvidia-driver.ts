import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Unavailable } from "@evenkeel/core";
import { noNvidiaDriver } from "./unavailable.ts";

/** Why no CUDA device can work here, or null where the driver lists one. NVIDIA's driver brings `nvidia-smi` along. */
export async function missingNvidiaDriver(program = "nvidia-smi"): Promise<Unavailable | null> {
  try {
    const { stdout } = await promisify(execFile)(program, ["--list-gpus"], { timeout: 10_000, windowsHide: true });
    return stdout.trim() === "" ? noNvidiaDriver("the NVIDIA driver lists no GPU") : null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return noNvidiaDriver("no NVIDIA driver (there is no nvidia-smi on the PATH)");
    return noNvidiaDriver(`the NVIDIA driver does not answer: ${message.trim().split("\n").at(-1) ?? ""}`);
  }
}

/** The name of the GPU; null where there are several kinds, because nothing says which of them a library takes. */
export async function nvidiaDeviceName(program = "nvidia-smi"): Promise<string | null> {
  const args = ["--query-gpu=name", "--format=csv,noheader"];
  const { stdout } = await promisify(execFile)(program, args, { timeout: 10_000, windowsHide: true });
  const [name, ...others] = new Set(stdout.trim().split(/\r?\n/));
  return others.length === 0 && name !== undefined ? name : null;
}
