import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeHeaders } from "../src/node-headers.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "evenkeel-headers-"));
});
afterEach(() => rm(root, { recursive: true }));

async function headersIn(folder: string): Promise<void> {
  await mkdir(join(folder, "include", "node"), { recursive: true });
  await writeFile(join(folder, "include", "node", "node_api.h"), "");
}

describe("nodeHeaders", () => {
  it("finds those of an installed Node and those of the npm package", async () => {
    const program = join(root, "node", "bin", "node");
    const ofPackage = join(root, "node", "node_modules", `node-${process.platform}-${process.arch}`);
    await headersIn(ofPackage);
    expect(nodeHeaders(program)).toBe(ofPackage);
    await headersIn(join(root, "node"));
    expect(nodeHeaders(program)).toBe(join(root, "node"));
  });

  it("says where they are missing and what helps", () => {
    const program = join(root, "bin", "node");
    expect(() => nodeHeaders(program)).toThrow(`${program}: this Node came without its headers; run it through pnpm`);
  });
});
