import { z } from "zod";

/**
 * Why an attempt brought no response: no connection, a certificate that does not prove the host, a connection that
 * ended, a time that ran out, more bytes than allowed, other bytes than the headers said, no HTTP, a redirect, an
 * encoding that is not decoded, our own stop.
 */
export const failureKindSchema = z.enum([
  "connect",
  "certificate",
  "reset",
  "timeout",
  "too-long",
  "wrong-length",
  "not-http",
  "redirect",
  "encoding",
  "stopped",
]);
export type FailureKind = z.infer<typeof failureKindSchema>;

/** What ended an attempt. */
export class TransportFailure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** By the code of undici, of Node's sockets or of OpenSSL; codes of one cause begin alike. */
const kinds: readonly (readonly [code: RegExp, kind: FailureKind])[] = [
  [/^UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT$|^ETIMEDOUT$/, "timeout"],
  [/^UND_ERR_(?:HEADERS_OVERFLOW|RES_EXCEEDED_MAX_SIZE)$|^HPE_HEADER_OVERFLOW$/, "too-long"],
  [/^UND_ERR_RES_CONTENT_LENGTH_MISMATCH$/, "wrong-length"],
  [/^HPE_|^UND_ERR_(?:INVALID|NOT_SUPPORTED|RES)/, "not-http"],
  [/^(?:ECONNREFUSED|ENOTFOUND|EAI_|EHOST|ENET|EADDRNOTAVAIL|ECONNABORTED)/, "connect"],
  [/CERT|^ERR_TLS|^ERR_SSL|^EPROTO|^UNABLE_TO|SELF_SIGNED|^DEPTH_ZERO/, "certificate"],
];

/** Any error of the transport as a failure; what is not known is a connection that ended. */
export function failureOf(error: unknown): TransportFailure {
  if (error instanceof TransportFailure) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const kind = kinds.find(([pattern]) => pattern.test(code ?? ""))?.[1] ?? "reset";
  return new TransportFailure(kind, code === undefined ? message : `${message} (${code})`);
}
