import type { Secret } from "./secret.ts";

const star = "*".charCodeAt(0);

/**
 * What came from a server, without the key: every form of it becomes asterisks, as many as it had bytes, so that
 * lengths that the message states stay right. Gives the bytes themselves where they hold none.
 */
export function scrubBytes(bytes: Uint8Array, secret: Secret | null): Uint8Array {
  if (secret === null) return bytes;
  let scrubbed: Buffer | null = null;
  for (const needle of secret.needles()) {
    const seen = scrubbed ?? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = seen.indexOf(needle.bytes); at >= 0; at = (scrubbed ?? seen).indexOf(needle.bytes, at)) {
      scrubbed ??= Buffer.from(bytes);
      scrubbed.fill(star, at, at + needle.bytes.length);
    }
  }
  return scrubbed ?? bytes;
}

export function scrubText(text: string, secret: Secret | null): string {
  if (secret === null || text === "") return text;
  return Buffer.from(scrubBytes(Buffer.from(text), secret)).toString();
}
