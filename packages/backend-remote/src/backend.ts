import {
  UnsupportedError,
  type Availability,
  type Backend,
  type EndpointSource,
  type ModelSource,
  type RuntimeInfo,
} from "@evenkeel/core";
import undiciPackage from "undici/package.json" with { type: "json" };
import { EndpointClient, type ClientOptions } from "./client.ts";
import { readEndpoint, type Endpoint, type EndpointFile } from "./endpoint/index.ts";
import { identity } from "./identity.ts";
import { RemoteModel } from "./remote-model.ts";
import { findKeyIn } from "./secrets/find-key-in.ts";
import { readKey } from "./secrets/read-key.ts";
import type { Secret } from "./secrets/secret.ts";

export interface RemoteBackendOptions {
  /** Where keys are. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** A stop: nothing more is sent, what is under way has `graceMs` to end. */
  readonly signal?: AbortSignal;
  readonly graceMs?: number;
  /** Of the jitter between attempts. */
  readonly seed?: number;
}

/** A backend whose `load` gives more of an endpoint than other backends have to tell. */
export interface RemoteBackend extends Backend {
  load(source: ModelSource): Promise<RemoteModel>;
  /** Whether the endpoint of a file can be asked, as far as it is known without asking it: a key may be missing. */
  probeEndpoint(file: string): Promise<Availability>;
}

/** Models behind HTTP. It trains nothing, takes endpoint files, and knows no layers. */
export function createRemoteBackend(options: RemoteBackendOptions = {}): RemoteBackend {
  const environment = options.environment ?? process.env;
  return {
    ...identity,
    supports: { sources: new Set(["endpoint"]), layers: new Set(), training: false, threads: false },
    probe: async () => ({ state: "available", runtime: runtimeOf("http") }),
    probeEndpoint: async (file) => probeEndpoint(file, environment),
    load: async (source) => {
      const { file, network, exchanges } = endpointSource(source);
      const read = await readEndpoint(file);
      checkNetwork(read.endpoint, network.classes, file);
      const secret = exchanges.mode === "replay" ? null : keyOf(read, file, environment);
      const client = await EndpointClient.open(read.endpoint, secret, { ...exchanges, ...clientOptions(options) });
      return new RemoteModel(client, network, runtimeOf(read.endpoint.protocol));
    },
  };
}

/** With keys of this process's environment. */
export const remoteBackend: RemoteBackend = createRemoteBackend();

function clientOptions(options: RemoteBackendOptions): Pick<ClientOptions, "seed" | "signal" | "graceMs"> {
  const { seed = 0, graceMs = 5000, signal = new AbortController().signal } = options;
  return { seed, graceMs, signal };
}

function endpointSource(source: ModelSource): EndpointSource {
  if (source.kind === "endpoint") return source;
  throw new UnsupportedError("takes no model from such a source", {
    where: identity.id,
    expected: "an endpoint file",
    got: `${source.kind === "spec" ? source.spec.name : source.network.name} of kind "${source.kind}"`,
  });
}

/** The key, which stands in the environment and not in the file. */
function keyOf(
  { endpoint, text }: EndpointFile,
  file: string,
  environment: RemoteBackendOptions["environment"],
): Secret | null {
  const secret = readKey(endpoint, environment);
  if (secret !== null) findKeyIn(text, secret, file);
  return secret;
}

function checkNetwork({ classes }: Endpoint, wanted: number, file: string): void {
  if (classes.length === wanted) return;
  throw new UnsupportedError("tells another number of classes apart", {
    where: file,
    expected: `${wanted} classes`,
    got: String(classes.length),
    remedy: "list the dataset's classes in the endpoint file, in the order of their indices",
  });
}

async function probeEndpoint(file: string, environment: RemoteBackendOptions["environment"]): Promise<Availability> {
  const { endpoint } = await readEndpoint(file);
  const variable = endpoint.auth?.variable;
  if (variable !== undefined && (environment?.[variable] ?? "") === "") {
    const message = `the key of endpoint ${endpoint.name} is not in the environment`;
    return { state: "unavailable", reason: "no-credentials", message, remedy: `set ${variable} to the key` };
  }
  return { state: "available", runtime: runtimeOf(endpoint.protocol) };
}

function runtimeOf(provider: string): RuntimeInfo {
  return { library: "undici", version: undiciPackage.version, provider, threads: 1, simd: null, deviceName: null };
}
