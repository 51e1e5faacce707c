/** A request as a protocol makes it: without host, without key. */
export interface WireRequest {
  readonly method: "GET" | "POST";
  /** Added to the endpoint's address. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  /**
   * What the request asks, the same on every machine: its body, or its body with the image's pixels in place of their
   * encoding, whose bytes differ between versions of the encoder.
   */
  readonly canonical: Uint8Array | string;
  /** How many images it asks about. */
  readonly images: number;
}

/** A response, its body whole, decoded and without the key; of its headers those that a protocol reads. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
