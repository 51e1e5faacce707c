import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { deviceMemoryBytes } from "../../src/webgpu/device-memory.ts";

const plainFile = "pos:\t0\nflags:\t02\nmnt_id:\t15\n";
const amdgpu = (client: number, kib: number) =>
  `pos:\t0\ndrm-driver:\tamdgpu\ndrm-client-id:\t${client}\ndrm-pdev:\t0000:03:00.0\n` +
  `drm-memory-vram:\t${kib} KiB\ndrm-memory-gtt: \t9999 KiB\ndrm-memory-cpu: \t7 KiB\n`;
const xe =
  "drm-driver:\txe\ndrm-client-id:\t4\ndrm-pdev:\t0000:04:00.0\ndrm-total-vram0:\t64 MiB\ndrm-resident-vram0:\t3 MiB\n" +
  "drm-memory-vram0:\t3 MiB\ndrm-resident-system:\t1 MiB\n";
const integrated = "drm-driver:\ti915\ndrm-client-id:\t4\ndrm-pdev:\t0000:00:02.0\ndrm-resident-system0:\t5 MiB\n";

test.each([
  ["no file", [], null],
  ["no file of a card", [plainFile], null],
  ["a client seen through two files", [plainFile, amdgpu(7, 2048), amdgpu(7, 2048)], 2 * 2 ** 20],
  ["two clients", [amdgpu(7, 2048), amdgpu(8, 1024)], 3 * 2 ** 20],
  ["both words for what is resident, and two cards", [xe, amdgpu(4, 1)], 3 * 2 ** 20 + 2 ** 10],
  ["a card without memory of its own", [integrated], null],
])("%s", async (_, texts, expected) => {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-fdinfo-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [at, text] of texts.entries()) await writeFile(join(folder, `${at}`), text);
  expect(deviceMemoryBytes(folder)).toBe(expected);
});

test("null where the system has no such folder", () => {
  expect(deviceMemoryBytes(join(import.meta.dirname, "no-such-folder"))).toBeNull();
});
