import { once } from "node:events";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import {
  inferBody,
  inferPath,
  inferred,
  logitsOf,
  pngOf,
  post,
  servedWith,
  started,
  tensorOf,
} from "./fixtures/served.ts";

const images = tensorOf(1);
const right = Array.from(logitsOf(images).data);

describe("where a server listens", () => {
  it("is 127.0.0.1 and no other address of the machine", async () => {
    const { url } = await started();
    expect(new URL(url).hostname).toBe("127.0.0.1");
    const elsewhere = Object.values(networkInterfaces())
      .flatMap((own = []) => own)
      .filter(({ internal, family }) => !internal && family === "IPv4");
    for (const { address } of elsewhere) {
      await expect(fetch(`http://${address}:${new URL(url).port}/v2`)).rejects.toThrow(/fetch failed/);
    }
  });

  it("is told where it is taken", async () => {
    const port = Number(new URL((await started()).url).port);
    await expect(started({ port })).rejects.toThrow(/--port: the port is taken; got \d+; name another, or 0 for any/);
  });

  it("has the paths of the protocols that were asked for alone", async () => {
    const { url } = await started({ protocols: ["hf-image"] });
    expect((await fetch(`${url}/v2`)).status).toBe(404);
    expect((await post(`${url}/models/tiny`, new Uint8Array(await pngOf(1)))).status).toBe(200);
  });
});

describe("a key", () => {
  it("is asked for where there is one, and any is taken where there is none", async () => {
    const { url } = await started({ key: "secret" });
    const status = async (authorization?: string) =>
      (await fetch(`${url}/v1/models`, authorization === undefined ? {} : { headers: { authorization } })).status;
    expect([
      await status(),
      await status("Bearer secreT"),
      await status("secret"),
      await status("Bearer secret"),
    ]).toEqual([401, 401, 401, 200]);
    const reply = await fetch(`${url}/v1/models`);
    expect(await reply.json()).toMatchObject({ error: { type: "authentication_error", code: "invalid_api_key" } });
    const open = await started();
    expect((await fetch(`${open.url}/v1/models`, { headers: { authorization: "Bearer any" } })).status).toBe(200);
  });
});

describe("a hostile client", () => {
  it.each(["oip-v2", "openai-vision", "hf-image"] as const)(
    "that sends too much is cut short: %s",
    async (protocol) => {
      const { url } = await started();
      const path = { "oip-v2": inferPath, "openai-vision": "/v1/chat/completions", "hf-image": "/models/tiny" }[
        protocol
      ];
      const reply = await post(`${url}${path}`, new Uint8Array(17 * 2 ** 20)).catch(() => null);
      // The server may close the connection while the client still sends.
      expect(reply === null ? 413 : reply.status).toBe(413);
      expect(await inferred(url, images)).toEqual(right);
    },
  );

  it("that sends compressed bodies is refused before anything is undone", async () => {
    const { url } = await started();
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(10_000_000)));
    const reply = await post(`${url}${inferPath}`, bomb, { "content-encoding": "gzip" });
    expect([reply.status, await reply.json()]).toEqual([415, { error: expect.stringMatching(/no compressed bodies/) }]);
  });

  it("that sends a small file of very many pixels is refused by its header", async () => {
    const { url } = await started();
    const huge = await sharp({ create: { width: 20_000, height: 1000, channels: 3, background: "#fff" } })
      .png()
      .toBuffer();
    expect(huge.length).toBeLessThan(2 ** 20);
    const reply = await post(`${url}/models/tiny`, new Uint8Array(huge));
    expect([reply.status, await reply.json()]).toEqual([400, { error: expect.stringMatching(/pixel limit/) }]);
  });

  it("that goes in the middle of its request costs nobody else anything", async () => {
    const { url } = await started();
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    await once(socket, "connect");
    socket.write(`POST ${inferPath} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{`);
    socket.resetAndDestroy();
    expect(await inferred(url, images)).toEqual(right);
  });

  it("that speaks no HTTP gets 400", async () => {
    const { url } = await started();
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.end("hello\r\n\r\n");
    const [reply] = (await once(socket, "data")) as [Buffer];
    expect(reply.toString()).toMatch(/^HTTP\/1\.1 400/);
  });

  it("gets a name of the model back that nobody obeys", async () => {
    const { url } = await started();
    const reply = await fetch(`${url}/v2/models/${encodeURIComponent("\u001b[31m<script>")}`);
    expect([reply.status, await reply.json()]).toEqual([404, { error: expect.stringMatching(/"\\x1b\[31m<script>"/) }]);
    expect(reply.headers.get("content-type")).toMatch(/^application\/json/);
  });
});

describe("a backend that fails", () => {
  it("is the server's fault: 500 without its words, which are reported", async () => {
    const failures: unknown[] = [];
    const broken = { ...servedWith().predictor, predict: () => Promise.reject(new Error("/srv/secret/place")) };
    const { url } = await started({ served: servedWith(broken), onFailure: (error) => failures.push(error) });
    const reply = await post(`${url}${inferPath}`, inferBody(images));
    expect([reply.status, await reply.json()]).toEqual([500, { error: "the model could not be asked" }]);
    expect(String(failures)).toContain("secret/place");
  });
});

describe("many requests at once", () => {
  it("are each given their own predictions, one at a time", async () => {
    let [inside, most] = [0, 0];
    const careful = {
      ...servedWith().predictor,
      predict: async (asked: typeof images) => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
        return { value: logitsOf(asked), computeMs: 0 };
      },
    };
    const server = await started({ served: servedWith(careful) });
    const numbers = Array.from({ length: 60 }, (_, n) => n);
    const predicted = await Promise.all(numbers.map((n) => inferred(server.url, tensorOf(n))));
    expect(predicted).toEqual(numbers.map((n) => Array.from(logitsOf(tensorOf(n)).data)));
    expect(most).toBe(1);
    expect(server.tally()).toBe("60 requests: 60 × 200; 60 images predicted");
  });

  it("are replied to before the server stops, and none after", async () => {
    let release = () => {};
    let entered = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const inside = new Promise<void>((resolve) => (entered = resolve));
    const slow = {
      ...servedWith().predictor,
      predict: async (asked: typeof images) => {
        entered();
        await held;
        return { value: logitsOf(asked), computeMs: 0 };
      },
    };
    const server = await started({ served: servedWith(slow) });
    const asked = inferred(server.url, images);
    await inside;
    const closed = server.close();
    release();
    expect(await asked).toEqual(right);
    await closed;
    await expect(fetch(`${server.url}/v2`)).rejects.toThrow(/fetch failed/);
  });
});
