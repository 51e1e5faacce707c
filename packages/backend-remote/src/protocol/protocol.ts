import type { HostTensor, Outputs } from "@evenkeel/core";
import type { WireRequest, WireResponse } from "../transport/wire.ts";

/** What an endpoint predicted of one image. */
export type ImageAnswer =
  | {
      readonly state: "predicted";
      /** A value a class, in the order of the classes; of labels, one class index. */
      readonly values: Float32Array;
      /** What the endpoint says that its label is worth, 0–1; null where it says nothing. */
      readonly confidence: number | null;
    }
  /** It would not predict. */
  | { readonly state: "refused"; readonly words: string }
  /** What it said is none of the classes. */
  | { readonly state: "invalid"; readonly words: string };

/** What a response says, each part checked. */
export interface Answer {
  /** One each image of the request, in its order. */
  readonly images: readonly ImageAnswer[];
  /** As the provider counts them; null where it does not say. */
  readonly tokens: { readonly input: number; readonly output: number } | null;
  /** What the provider calls the model that computed this; null where it does not say. A change of it is a change. */
  readonly servedBy: string | null;
}

/** Asks a server something before the first images are sent, and gives what it says. */
export type Ask = (request: WireRequest) => Promise<WireResponse>;

/** How one endpoint is spoken to: requests from images, answers from responses. Knows no connection and no key. */
export interface Protocol {
  readonly outputs: Outputs;
  /** How many images one request may hold. */
  readonly imagesPerRequest: number;
  /** [N, H, W, C] with values of 0–1, N at most `imagesPerRequest`. */
  request(images: HostTensor): Promise<WireRequest>;
  /** Throws `AnswerError` where a response with a status of success is not what the protocol says. */
  answer(response: WireResponse, request: WireRequest): Answer;
  /** What an error response says, in the server's words; foreign text. */
  errorWords(response: WireResponse): string;
  /** Whether the server is ready and has the model that the file speaks of. Throws `BackendError` where it has not. */
  introduce?(ask: Ask): Promise<void>;
}
