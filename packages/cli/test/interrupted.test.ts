/** What becomes of a command that is interrupted: exit code 130, one line, and nothing half done. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { tinyPng } from "./fixtures/tiny-png.ts";

const entry = resolve(import.meta.dirname, "../evenkeel.js");

/** A fetch of the process whose every address is of this server: `--import` it. */
function redirectedTo(port: number): string {
  const hook = `const real=fetch;globalThis.fetch=(url,options)=>real('http://127.0.0.1:${port}/'+url.split('/').at(-1),options)`;
  return `data:text/javascript,${encodeURIComponent(hook)}`;
}

const env = { ...process.env, NO_COLOR: "1" };
const fetched = resolve(import.meta.dirname, "../../../.cache/datasets/cifar-10");

it.skipIf(process.platform === "win32" || existsSync(fetched)).each(["SIGINT", "SIGTERM"] as const)(
  "ends a stalled download at once, in one line, and leaves nothing of it: %s",
  async (signal) => {
    const server = createServer((_request, response) => void response.writeHead(200).write("a part"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const { port } = server.address() as AddressInfo;
      const argv = ["--import", redirectedTo(port), entry, "data", "fetch", "cifar-10"];
      const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "pipe"], env });
      let [out, err] = ["", ""];
      child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => {
        err += chunk.toString();
        if (/tar\.gz: /.test(err) && !child.killed) child.kill(signal);
      });
      const [code] = (await once(child, "close")) as [number | null];
      expect([code, out]).toEqual([130, ""]);
      const [, ...after] = err.trimEnd().split("\n");
      expect(after).toEqual(["error: fetching cifar-10 was interrupted; nothing of it is left"]);
      expect(existsSync(fetched)).toBe(false);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  },
);

it.skipIf(process.platform === "win32").each(["SIGINT", "SIGTERM"] as const)(
  "ends in one line with 130 what has nothing to clear away: %s while images are decoded",
  async (signal) => {
    const folder = await mkdtemp(join(tmpdir(), "evenkeel-interrupt-"));
    try {
      for (const name of ["a", "b"]) {
        await mkdir(join(folder, name));
        for (let at = 0; at < 1500; at += 1) await writeFile(join(folder, name, `${at}.png`), tinyPng(at % 200));
      }
      const child = spawn(process.execPath, [entry, "data", "show", `folder:${folder}`], {
        stdio: ["ignore", "pipe", "pipe"],
        env,
      });
      let err = "";
      child.stderr.on("data", (chunk: Buffer) => {
        err += chunk.toString();
        if (err.includes("decoding") && !child.killed) child.kill(signal);
      });
      const [code] = (await once(child, "close")) as [number | null];
      expect(code, err).toBe(130);
      expect(err).toMatch(/^[^\n]*decoding[^\n]*\ninterrupted\n$/);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
