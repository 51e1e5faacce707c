import { DataError } from "@evenkeel/core";

export function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The input as JSON. Throws `DataError` as whoever reads a JSON file does: that is no matter of the target. */
export function parseJsonInput(input: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(input)) as unknown;
  } catch (cause) {
    throw new DataError("not JSON", { cause });
  }
}
