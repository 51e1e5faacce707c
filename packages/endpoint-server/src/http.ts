import { createHash, timingSafeEqual } from "node:crypto";
import { foreignText } from "@evenkeel/core";
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Incoming, Protocol } from "./protocol.ts";
import { Refusal } from "./refusal.ts";
import { jsonReply, type Reply } from "./reply.ts";
import type { Tally } from "./tally.ts";

/** Most connections at once; more are closed as they come. */
const mostConnections = 100;

/** A Fastify server with the limits that a hostile client meets. Bodies are read whole, and left as they are. */
export function httpServer(): FastifyInstance {
  const app = fastify({
    logger: false,
    requestTimeout: 30_000,
    keepAliveTimeout: 5_000,
    forceCloseConnections: "idle",
    http: { headersTimeout: 10_000, maxHeaderSize: 16 * 1024 },
  });
  app.server.maxConnections = mostConnections;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  return app;
}

/** Throws `Refusal` for a body that would have to be decompressed, and for a key that is not the server's. */
export function checkHeaders({ headers }: FastifyRequest, key: string | null): void {
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    throw new Refusal(415, "this server takes no compressed bodies");
  }
  if (key === null || isKey(headers.authorization ?? "", key)) return;
  throw new Refusal(401, "expected Authorization: Bearer with this server's key", { code: "invalid_api_key" });
}

/** In a time that says nothing of how much of the key was right. */
function isKey(authorization: string, key: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(authorization), digest(`Bearer ${key}`));
}

export function incomingOf({ params, query, headers, body }: FastifyRequest): Incoming {
  return {
    params: params as Incoming["params"],
    query: query as Incoming["query"],
    headers,
    body: body instanceof Uint8Array ? body : new Uint8Array(),
  };
}

export function pathOf({ url }: FastifyRequest): string {
  return url.split("?", 1)[0] ?? url;
}

/** Aborts when the client goes, or has its reply. */
export function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once("close", () => gone.abort());
  return gone.signal;
}

/** What went wrong with a request, in the protocol's form. What is nobody's mistake of the client's says no more. */
export function refused(error: unknown, protocol: Protocol): Reply {
  const refusal = refusalOf(error);
  const { status, headers, body } = jsonReply(protocol.refusal(refusal), refusal.status);
  return { status, headers: { ...headers, ...refusal.headers }, body };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { statusCode = 500, message } = error as { readonly statusCode?: number; readonly message: string };
  if (statusCode >= 400 && statusCode < 500) return new Refusal(statusCode, foreignText(message), { cause: error });
  return new Refusal(500, "the model could not be asked", { cause: error });
}

/** Sends a reply, or breaks off where it says so. */
export async function deliver(reply: FastifyReply, { status, headers, body, breaksOff }: Reply, tally: Tally) {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  if (breaksOff === undefined) {
    tally.count(status);
    return reply.code(status).headers(headers).send(bytes);
  }
  tally.count("broken off");
  const { raw } = reply;
  const { socket } = raw;
  reply.hijack();
  if (breaksOff === "before-head") socket?.resetAndDestroy();
  else {
    raw.writeHead(status, { ...headers, "content-length": bytes.length });
    raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => socket?.destroy());
  }
}
