import type { HostTensor } from "@evenkeel/core";
import type { Refusal } from "./refusal.ts";
import type { Reply } from "./reply.ts";
import type { ServedModel } from "./served-model.ts";

export const protocolNames = ["oip-v2", "openai-vision", "hf-image"] as const;
export type ProtocolName = (typeof protocolNames)[number];

/** A request as routes see it: whole, not longer than the protocol allows, and not decoded. */
export interface Incoming {
  /** Of the path, by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

/** What a route may have done. Both throw `Refusal` for what the client got wrong. */
export interface Work {
  /** A tensor of images, [N, height, width, channels] in 0–1, to the model's outputs. */
  readonly predict: (images: HostTensor) => Promise<HostTensor>;
  /** A PNG or JPEG as a tensor of one image. */
  readonly decode: (picture: Uint8Array) => Promise<HostTensor>;
}

/** A route that tells something of the server or the model. */
export interface InfoRoute {
  readonly method: "GET";
  /** `:name` for a parameter. */
  readonly path: string;
  readonly reply: (incoming: Incoming) => Reply;
}

/** A route that predicts; faults happen to its requests alone. */
export interface PredictionRoute {
  readonly method: "POST";
  readonly path: string;
  readonly reply: (incoming: Incoming, work: Work) => Promise<Reply>;
}

export type Route = InfoRoute | PredictionRoute;

/** A way in which clients speak to a model over HTTP. */
export interface Protocol {
  readonly title: string;
  /** Most bytes of a request's body. */
  readonly bodyLimit: number;
  /** Whether an unknown path, or a request that went wrong before its route, is this protocol's to reply to. */
  readonly owns: (path: string) => boolean;
  readonly routes: (served: ServedModel) => readonly Route[];
  readonly refusal: (refusal: Refusal) => unknown;
  /** What a client's address is set to, from the server's. */
  readonly address: (url: string, served: ServedModel) => string;
  /** A command that predicts. */
  readonly example: (url: string, served: ServedModel) => string;
}
