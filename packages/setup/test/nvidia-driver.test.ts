import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { missingNvidiaDriver, nvidiaDeviceName } from "../src/nvidia-driver.ts";

const driverMessage = async (program: string) => (await missingNvidiaDriver(program))?.message ?? null;

type Question = (program: string) => Promise<string | null>;

/** What is said where `nvidia-smi` is this shell script. */
async function saidOf(script: string, question: Question = driverMessage): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-driver-"));
  try {
    const file = join(folder, "nvidia-smi");
    await writeFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return await question(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("missingNvidiaDriver", () => {
  it("says that there is none", async () => {
    expect(await missingNvidiaDriver("no-such-nvidia-smi")).toEqual({
      state: "unavailable",
      reason: "no-device",
      message: "no NVIDIA driver (there is no nvidia-smi on the PATH)",
      remedy: expect.stringContaining("install its driver") as string,
    });
  });

  it.skipIf(process.platform === "win32")("tells a GPU from none and from a driver that fails", async () => {
    expect(await saidOf('echo "GPU 0: NVIDIA H100 (UUID: GPU-1)"')).toBeNull();
    expect(await saidOf("true")).toBe("the NVIDIA driver lists no GPU");
    expect(await saidOf("echo NVML: Driver/library version mismatch >&2; exit 18")).toContain("does not answer");
  });
});

describe.skipIf(process.platform === "win32")("nvidiaDeviceName", () => {
  it("names the one kind of GPU that there is", async () => {
    expect(await saidOf("echo NVIDIA H100", nvidiaDeviceName)).toBe("NVIDIA H100");
    expect(await saidOf("echo NVIDIA H100; echo NVIDIA H100", nvidiaDeviceName)).toBe("NVIDIA H100");
    expect(await saidOf("echo NVIDIA H100; echo NVIDIA T4", nvidiaDeviceName)).toBeNull();
  });
});
