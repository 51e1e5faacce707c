import { UsageError } from "@evenkeel/core";
import type { FastifyInstance } from "fastify";
import { Exchanges } from "./exchanges.ts";
import type { FaultContext } from "./faults/fault.ts";
import type { FaultSetting } from "./faults/parse-fault.ts";
import { disposeFaults, startFaults } from "./faults/start-faults.ts";
import { checkHeaders, deliver, httpServer, incomingOf, pathOf, refused, goneSignal } from "./http.ts";
import type { Protocol, ProtocolName, Route } from "./protocol.ts";
import { protocols } from "./protocols/index.ts";
import { Refusal } from "./refusal.ts";
import type { ServedModel } from "./served-model.ts";
import { Tally } from "./tally.ts";

/** The only address that is listened on. */
const loopback = "127.0.0.1";
/** How long requests may take to end once the server stops. */
const graceMs = 5000;

export interface ServerOptions {
  readonly served: ServedModel;
  /** At least one; each has paths of its own. */
  readonly protocols: readonly ProtocolName[];
  /** 0 for any that is free. */
  readonly port: number;
  readonly faults?: readonly FaultSetting[];
  /** Of the faults. */
  readonly seed?: number;
  /** What clients have to send as `Authorization: Bearer …`; null takes any key, and none. */
  readonly key?: string | null;
  /** Called with what a backend threw; the client learns that something failed, and no more. */
  readonly onFailure?: (error: unknown) => void;
  /** How faults wait, for tests. */
  readonly wait?: FaultContext["wait"];
}

export interface EndpointServer {
  /** `http://127.0.0.1:8000`. */
  readonly url: string;
  /** What was asked so far, for people. */
  readonly tally: () => string;
  /** Requests that are being replied to may end, within seconds; the served model stays loaded. Again is the same. */
  close(): Promise<void>;
}

/**
 * Puts a model behind protocols on the loopback address. Throws `UsageError` where the port is taken, or a fault needs
 * what the model has not.
 */
export async function startServer(options: ServerOptions): Promise<EndpointServer> {
  const { served, port, faults: settings = [], seed = 1, wait } = options;
  const faults = await startFaults(settings, { served, seed, wait });
  const stopping = new AbortController();
  const exchanges = new Exchanges(served, faults, stopping.signal);
  const tally = new Tally();
  const app = httpServer();
  serve(app, { options, exchanges, tally, stopping: stopping.signal });
  const url = await app.listen({ host: loopback, port }).catch(async (error: unknown) => {
    await disposeFaults(faults);
    throw notListening(error, port);
  });
  let closing: Promise<void> | null = null;
  const close = async () => {
    stopping.abort();
    const late = setTimeout(() => app.server.closeAllConnections(), graceMs);
    await app.close().finally(() => clearTimeout(late));
    await disposeFaults(faults);
  };
  return {
    url,
    tally: () => `${tally.text}; ${exchanges.images} image${exchanges.images === 1 ? "" : "s"} predicted`,
    close: () => (closing ??= close()),
  };
}

interface Serving {
  readonly options: ServerOptions;
  readonly exchanges: Exchanges;
  readonly tally: Tally;
  readonly stopping: AbortSignal;
}

function serve(app: FastifyInstance, serving: Serving): void {
  const { options, tally, stopping } = serving;
  const active = options.protocols.map((name) => protocols[name]);
  const owner = (path: string): Protocol => active.find((own) => own.owns(path)) ?? (active[0] as Protocol);
  app.addHook("onRequest", async (request) => checkHeaders(request, options.key ?? null));
  app.addHook("onSend", async (_request, reply) => {
    if (stopping.aborted) reply.header("connection", "close");
  });
  app.setErrorHandler(async (error, request, reply) => {
    const refusal = refused(error, owner(pathOf(request)));
    if (refusal.status >= 500 && !(error instanceof Refusal)) options.onFailure?.(error);
    return deliver(reply, refusal, tally);
  });
  app.setNotFoundHandler(async (request, reply) => {
    const unknown = new Refusal(404, `nothing is at this path; the protocols here: ${options.protocols.join(", ")}`);
    return deliver(reply, refused(unknown, owner(pathOf(request))), tally);
  });
  for (const protocol of active) {
    for (const route of protocol.routes(options.served)) addRoute(app, protocol, route, serving);
  }
}

function addRoute(app: FastifyInstance, { bodyLimit }: Protocol, route: Route, serving: Serving): void {
  const { exchanges, tally } = serving;
  app.route({
    method: route.method,
    url: route.path,
    bodyLimit,
    handler: async (request, reply) => {
      const incoming = incomingOf(request);
      const result =
        route.method === "GET"
          ? route.reply(incoming)
          : await exchanges.reply(route, incoming, { path: pathOf(request), gone: goneSignal(reply) });
      return deliver(reply, result, tally);
    },
  });
}

function notListening(cause: unknown, port: number): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code !== "EADDRINUSE" && code !== "EACCES") return cause;
  const reason = code === "EACCES" ? "the port is not allowed here" : "the port is taken";
  return new UsageError(reason, { where: "--port", got: String(port), remedy: "name another, or 0 for any", cause });
}
