import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What to do where `missingNvidiaDriver` gives a reason. */
export const nvidiaDriverRemedy =
  "on a machine with an NVIDIA GPU, install its driver (580 or newer for CUDA 13), so that nvidia-smi lists the GPU";

/** Why no CUDA device can work here, or null where the driver lists one. NVIDIA's driver brings `nvidia-smi` along. */
export async function missingNvidiaDriver(program = "nvidia-smi"): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(program, ["--list-gpus"], { timeout: 10_000, windowsHide: true });
    return stdout.trim() === "" ? "the NVIDIA driver lists no GPU" : null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "no NVIDIA driver (there is no nvidia-smi on the PATH)";
    return `the NVIDIA driver does not answer: ${message.split("\n").at(-1) ?? ""}`;
  }
}

/** The name of the GPU; null where there are several kinds, because nothing says which of them a library takes. */
export async function nvidiaDeviceName(program = "nvidia-smi"): Promise<string | null> {
  const args = ["--query-gpu=name", "--format=csv,noheader"];
  const { stdout } = await promisify(execFile)(program, args, { timeout: 10_000, windowsHide: true });
  const [name, ...others] = new Set(stdout.trim().split(/\r?\n/));
  return others.length === 0 && name !== undefined ? name : null;
}
