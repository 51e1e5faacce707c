import type * as fs from "node:fs/promises";
import { readdir } from "node:fs/promises";
import { beforeEach, expect, it, vi } from "vitest";
import { addToReceipt, readReceipt } from "../src/receipt.ts";
import { temporaryFolder } from "./folder.ts";

const disk = vi.hoisted(() => ({ isFull: false }));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof fs>();
  const full = () => Promise.reject(Object.assign(new Error("no space left on device"), { code: "ENOSPC" }));
  return { ...real, rename: (from: string, to: string) => (disk.isFull ? full() : real.rename(from, to)) };
});

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

const sha256 = "0".repeat(64);

it("keeps the files that it had", async () => {
  await addToReceipt(folder, { one: sha256 });
  await addToReceipt(folder, { other: sha256 });
  expect(await readReceipt(folder)).toEqual({ one: sha256, other: sha256 });
});

it("stays as it was where it cannot be written, with no file left beside it", async () => {
  await addToReceipt(folder, { one: sha256 });
  disk.isFull = true;
  await expect(addToReceipt(folder, { other: sha256 })).rejects.toThrow("fetched.json: cannot be written; got ENOSPC");
  disk.isFull = false;
  expect(await readdir(folder)).toEqual(["fetched.json"]);
  expect(await readReceipt(folder)).toEqual({ one: sha256 });
});
