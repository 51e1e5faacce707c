import type { HostTensor, RandomStream } from "@evenkeel/core";
import type { Reply } from "../reply.ts";
import type { Predict, ServedModel } from "../served-model.ts";

/** A request for predictions, as faults see it. */
export interface Exchange {
  /** From 0, in order of arrival. */
  readonly index: number;
  /** sha256 of path and body: equal for requests that ask the same. */
  readonly key: string;
  /** Aborts when the client goes, or the server stops. */
  readonly signal: AbortSignal;
}

/** A fault at work. What it leaves out it lets pass. */
export interface Fault {
  /** Around the whole of an exchange. May throw `Refusal`. */
  exchange?(exchange: Exchange, next: () => Promise<Reply>): Promise<Reply>;
  /** Around the computing of predictions. */
  predict?(exchange: Exchange, images: HostTensor, next: Predict): Promise<HostTensor>;
  dispose?(): Promise<void>;
}

/** A number that a fault can be given. */
export interface Parameter {
  readonly meaning: string;
  readonly default: number;
  readonly least: number;
  readonly most: number;
  /** A share otherwise. */
  readonly whole: boolean;
}

export interface FaultContext {
  readonly served: ServedModel;
  /** The fault's own stream. */
  readonly random: RandomStream;
  /** Resolves after a time in ms, or when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A kind of fault: what it does and what it can be given; a value without a name is that of the first parameter. */
export interface FaultDefinition {
  readonly summary: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** `values` has every parameter. Throws `UsageError` where the served model lacks what the fault needs. */
  start(values: Readonly<Record<string, number>>, context: FaultContext): Fault | Promise<Fault>;
}

/** The definition with the names of its parameters known to its `start`. */
export function defineFault<Names extends string>(definition: {
  readonly summary: string;
  readonly parameters: Readonly<Record<Names, Parameter>>;
  start(values: Readonly<Record<Names, number>>, context: FaultContext): Fault | Promise<Fault>;
}): FaultDefinition {
  return definition;
}

/** A whole number, up to a million unless stated. */
export function count(initial: number, meaning: string, { least = 0, most = 1_000_000 } = {}): Parameter {
  return { meaning, default: initial, least, most, whole: true };
}

/** A share, 0 to 1. */
export function share(initial: number, meaning: string): Parameter {
  return { meaning, default: initial, least: 0, most: 1, whole: false };
}

/** How often faults happen unless something is stated: one request in twenty. */
export const usualShare = share(0.05, "share of requests");
