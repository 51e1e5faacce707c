import { createHash } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { download, type DownloadProgress } from "../src/download.ts";
import { temporaryFolder } from "./folder.ts";
import { fileAnswer, serve } from "./serve.ts";

const content = Buffer.from("0123456789".repeat(10_000));
const checksum = { algorithm: "sha256", hex: createHash("sha256").update(content).digest("hex") } as const;
const described = { file: "data.bin", bytes: content.length, checksum, archive: null };

async function partialFile(had?: Uint8Array): Promise<string> {
  const partial = join(await temporaryFolder(), "data.bin.part");
  if (had !== undefined) await writeFile(partial, had);
  return partial;
}

const ignore = { onProgress: () => undefined };

describe("download", () => {
  it("fetches, verifies and tells how far it is", async () => {
    const server = await serve(fileAnswer(content));
    const partial = await partialFile();
    const seen: DownloadProgress[] = [];
    await download({ ...described, urls: [server.url] }, partial, { onProgress: (progress) => seen.push(progress) });
    expect((await readFile(partial)).equals(content)).toBe(true);
    expect(seen.at(-1)).toEqual({ file: "data.bin", receivedBytes: content.length, totalBytes: content.length });
    expect(seen.every(({ receivedBytes }, at) => receivedBytes > (seen[at - 1]?.receivedBytes ?? 0))).toBe(true);
    expect(server.requests[0]?.headers).toMatchObject({ "accept-encoding": "identity" });
  });

  it("goes on where an earlier attempt stopped", async () => {
    const server = await serve(fileAnswer(content));
    const partial = await partialFile(content.subarray(0, 40_000));
    const seen: number[] = [];
    await download({ ...described, urls: [server.url] }, partial, {
      onProgress: ({ receivedBytes }) => seen.push(receivedBytes),
    });
    expect(server.requests.map(({ headers }) => headers.range)).toEqual(["bytes=40000-"]);
    expect(seen[0]).toBeGreaterThan(40_000);
    expect((await readFile(partial)).equals(content)).toBe(true);
  });

  it("asks nothing when the whole file is here already", async () => {
    const server = await serve(fileAnswer(content));
    await download({ ...described, urls: [server.url] }, await partialFile(content), ignore);
    expect(server.requests).toEqual([]);
  });

  it("keeps what came when the connection breaks, and resumes from it", async () => {
    const arrived = Promise.withResolvers<void>();
    let broken = false;
    const server = await serve((request, response) => {
      if (broken) return fileAnswer(content)(request, response);
      broken = true;
      response.writeHead(200, { "content-length": content.length }).write(content.subarray(0, 30_000));
      void arrived.promise.then(() => response.destroy());
    });
    const partial = await partialFile();
    const file = { ...described, urls: [server.url] };
    const failed = download(file, partial, { onProgress: () => arrived.resolve() });
    await expect(failed).rejects.toMatchObject({ code: "data", detail: { where: server.url } });
    const had = (await stat(partial)).size;
    await download(file, partial, ignore);
    expect(had).toBeGreaterThan(0);
    expect(server.requests.at(-1)?.headers.range).toBe(`bytes=${had}-`);
    expect((await readFile(partial)).equals(content)).toBe(true);
  });

  it("begins again when the server knows no ranges, or the part is not of this file", async () => {
    const whole = await serve((_, response) => response.end(content));
    const first = await partialFile(content.subarray(0, 100));
    await download({ ...described, urls: [whole.url] }, first, ignore);
    expect((await readFile(first)).equals(content)).toBe(true);

    const server = await serve(fileAnswer(content));
    const second = await partialFile(Buffer.from("something else"));
    await download({ ...described, urls: [server.url] }, second, ignore);
    expect((await readFile(second)).equals(content)).toBe(true);
    expect(server.requests.map(({ headers }) => headers.range)).toEqual(["bytes=14-", undefined]);
  });

  it("begins again when the part is longer than the file", async () => {
    const server = await serve(fileAnswer(content));
    const partial = await partialFile(Buffer.alloc(content.length + 5));
    await download({ ...described, bytes: null, urls: [server.url] }, partial, ignore);
    expect(server.requests.map(({ headers }) => headers.range)).toEqual([`bytes=${content.length + 5}-`, undefined]);
    expect((await readFile(partial)).equals(content)).toBe(true);
  });

  it("asks no third time when a server refuses whatever range is asked for", async () => {
    for (const had of [undefined, content.subarray(0, 100)]) {
      const server = await serve((_, response) => response.writeHead(416).end());
      const failed = download({ ...described, urls: [server.url] }, await partialFile(had), ignore);
      await expect(failed).rejects.toThrow(/download refused; expected HTTP 200; got HTTP 416/);
      expect(server.requests).toHaveLength(had === undefined ? 1 : 2);
    }
  });

  it("tries the next address", async () => {
    const gone = await serve((_, response) => response.writeHead(404).end());
    const server = await serve(fileAnswer(content));
    const partial = await partialFile();
    await download({ ...described, urls: [gone.url, server.url] }, partial, ignore);
    expect((await readFile(partial)).equals(content)).toBe(true);
  });

  it("refuses another content and leaves nothing to resume", async () => {
    const server = await serve(fileAnswer(Buffer.alloc(content.length, 65)));
    const partial = await partialFile();
    const failed = download({ ...described, urls: [server.url] }, partial, ignore);
    await expect(failed).rejects.toThrow(
      /wrong checksum of a download; expected sha256 [0-9a-f]{64}; got [0-9a-f]{64}/,
    );
    await expect(stat(partial)).rejects.toThrow(/ENOENT/);
  });

  it.each([
    [
      "refused",
      () => serve((_, response) => response.writeHead(403).end()),
      /download refused; expected HTTP 200; got HTTP 403/,
    ],
    [
      "longer than known",
      () => serve((_, response) => response.end(Buffer.alloc(content.length + 1))),
      /download too long; expected at most 100000 bytes/,
    ],
    [
      "shorter than known",
      () => serve((_, response) => response.end(content.subarray(1))),
      /ended early; expected 100000 bytes; got 99999/,
    ],
  ] as const)("says that it was %s", async (_, start, message) => {
    const { url } = await start();
    await expect(download({ ...described, urls: [url] }, await partialFile(), ignore)).rejects.toThrow(message);
  });

  it("says that nobody answers", async () => {
    const urls = ["http://127.0.0.1:1/data.bin"];
    const failed = download({ ...described, urls }, await partialFile(), ignore);
    await expect(failed).rejects.toThrow(/^http:\/\/127\.0\.0\.1:1\/data\.bin: cannot be downloaded; got /);
  });

  it("says that it cannot be written", async () => {
    const server = await serve(fileAnswer(content));
    const partial = join(await temporaryFolder(), "no", "such", "folder");
    await expect(download({ ...described, urls: [server.url] }, partial, ignore)).rejects.toThrow(
      /cannot be written; got ENOENT/,
    );
  });
});
