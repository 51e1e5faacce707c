import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createRemoteBackend } from "../src/index.ts";
import { hfEndpoint, numberedImages, sourceOf } from "./fixtures/endpoints.ts";
import { sendJson, serve, serveBytes, type Handler } from "./fixtures/loopback.ts";

const backend = createRemoteBackend({ environment: {} });
const good = [{ label: "class 0", score: 1 }];
const limits = {
  concurrency: 1,
  attempts: 2,
  responseBytes: 100_000,
  timeoutSeconds: { connect: 20, headers: 20, body: 20, attempt: 20 },
};

async function load(url: string, changes: Parameters<typeof hfEndpoint>[1] = {}) {
  return backend.load(
    await sourceOf(hfEndpoint(url, { outputs: "labels", ...changes, limits: { ...limits, ...changes?.limits } })),
  );
}

/** A server that is hostile to the first request, and to its second attempt, and good to any later one. */
async function firstHostile(hostile: Handler, attempts: number) {
  let count = 0;
  const server = await serve((request, response) => {
    count += 1;
    if (count <= attempts) hostile(request, response);
    else sendJson(response, good);
  });
  // What never ends has to be cut; anything else may take its time on a busy machine.
  const model = await load(server.url, attempts === 1 ? {} : { limits: { timeoutSeconds: short } });
  const [first] = (await model.predictEach(numberedImages(1, 1))).images;
  const [second] = (await model.predictEach(numberedImages(1, 2))).images;
  return { first, second, count };
}

const short = { ...limits.timeoutSeconds, attempt: 1 };
const bomb = gzipSync(Buffer.alloc(50_000_000));
const mebibyte = Buffer.alloc(2 ** 20, "x");

describe("a hostile server costs one failed request", () => {
  it.each<[what: string, attempts: number, words: RegExp, handler: Handler]>([
    [
      "a body that is announced as huge",
      1,
      /longer than 100000 bytes/,
      (_, response) => {
        response.writeHead(200, { "content-length": String(2 ** 40) });
        response.write("x");
      },
    ],
    ["a huge body", 1, /longer than 100000 bytes/, (_, response) => response.end(mebibyte)],
    [
      "an endless stream",
      1,
      /longer than 100000 bytes/,
      (_, response) => {
        const more = (): void => {
          if (!response.destroyed) response.write(mebibyte, more);
        };
        more();
      },
    ],
    [
      "a stream that drips",
      2,
      /took longer than 1 s/,
      (_, response) => {
        const timer = setInterval(() => response.write("x"), 20);
        response.on("close", () => clearInterval(timer));
      },
    ],
    ["silence", 2, /took longer than 1 s/, () => undefined],
    [
      "a body that ends before its length",
      2,
      /closed|ECONNRESET/,
      (_, response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write("x", () => response.destroy());
      },
    ],
    [
      "a redirect elsewhere",
      1,
      /a redirect \(HTTP 307\), which is not followed/,
      (_, response) => {
        response.writeHead(307, { location: "http://127.0.0.1:1/elsewhere" }).end();
      },
    ],
    [
      "a bomb of gzip",
      1,
      /longer than 100000 bytes when decompressed/,
      (_, response) => {
        response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
      },
    ],
    [
      "no gzip where it says so",
      1,
      /not compressed as its headers say/,
      (_, response) => {
        response.writeHead(200, { "content-encoding": "gzip" }).end("[]");
      },
    ],
    [
      "an encoding that nobody asked for",
      1,
      /a content encoding that was not asked for/,
      (_, response) => {
        response.writeHead(200, { "content-encoding": "zstd" }).end("[]");
      },
    ],
    [
      "several encodings",
      1,
      /a content encoding that was not asked for/,
      (_, response) => {
        response.writeHead(200, { "content-encoding": "gzip, gzip" }).end("[]");
      },
    ],
    [
      "headers without end",
      1,
      /overflow/i,
      (_, response) => {
        response.writeHead(200, { "x-long": "x".repeat(100_000) }).end("[]");
      },
    ],
    ["deep nesting", 1, /a list of labels with scores/, (_, response) => response.end("[".repeat(90_000))],
    ["bytes that are no text", 1, /no JSON/, (_, response) => response.end(Buffer.from([0xff, 0xfe, 0x00]))],
    ["a success without a body", 1, /no JSON/, (_, response) => response.writeHead(204).end()],
    [
      "a success with an error in it",
      1,
      /a list of labels with scores/,
      (_, response) => sendJson(response, { error: "x" }),
    ],
  ])("%s", async (_, attempts, words, handler) => {
    const { first, second, count } = await firstHostile(handler, attempts);
    expect(first).toMatchObject({ state: "failed", words: expect.stringMatching(words) });
    expect(second).toMatchObject({ state: "predicted" });
    expect(count).toBe(attempts + 1);
  });

  it("follows a redirect nowhere, also not with the key", async () => {
    const elsewhere = await serve((_, response) => sendJson(response, good));
    const server = await serve((_, response) => response.writeHead(302, { location: elsewhere.url }).end());
    const model = await load(server.url);
    await model.predictEach(numberedImages(1));
    expect(elsewhere.received).toEqual([]);
  });

  it("reads gzip that is no bomb, and early hints before the response", async () => {
    const server = await serve((_, response) => {
      response.writeEarlyHints({ link: "</x>; rel=preload" });
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(JSON.stringify(good)));
    });
    const model = await load(server.url);
    expect((await model.predictEach(numberedImages(1))).images[0]).toMatchObject({ state: "predicted" });
  });

  it.each([
    ["no HTTP", "SSH-2.0-OpenSSH_9.2\r\n", /./],
    ["a chunk of wrong length", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n[]\r\n", /./],
    ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 4\r\n\r\n[]", /./],
    [
      "length and chunks",
      "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n",
      /./,
    ],
    ["a switch of protocols", "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n", /./],
    ["hints without end", "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1000), /./],
  ])("%s", async (_, bytes, words) => {
    const server = await serveBytes((socket) => socket.write(bytes));
    const model = await load(server.url, { limits: { timeoutSeconds: short } });
    const [image] = (await model.predictEach(numberedImages(1))).images;
    expect(image).toMatchObject({ state: "failed", words: expect.stringMatching(words) });
  });

  it("finds nobody where nobody listens", async () => {
    const model = await load("http://127.0.0.1:1");
    expect((await model.predictEach(numberedImages(1))).images[0]).toMatchObject({
      words: expect.stringMatching(/ECONNREFUSED.*in the last of 2 attempts/),
    });
  });
});
