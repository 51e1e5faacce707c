import { Refusal } from "./refusal.ts";

const dataUrl = /^data:([a-z]+\/[a-z0-9.+-]+);base64,/i;

/** The bytes of a data URL or of plain base64. Throws `Refusal`; `param` names the field. */
export function base64Bytes(text: string, param: string): Uint8Array {
  const encoded = text.slice(dataUrl.exec(text)?.[0].length ?? 0);
  const bytes = Buffer.from(encoded, "base64");
  // The decoder stops or passes over what is no base64, so the length tells.
  if (bytes.length > 0 && Math.abs(bytes.length - Math.floor((encoded.length * 3) / 4)) <= 2) return bytes;
  throw new Refusal(400, `${param}: expected a picture in base64`, { param });
}

/** The bytes of a data URL. Throws `Refusal` for any other URL: nothing is fetched from elsewhere. */
export function dataUrlBytes(url: string, param: string): Uint8Array {
  if (dataUrl.test(url)) return base64Bytes(url, param);
  throw new Refusal(400, `${param}: expected a data URL in base64; this server fetches nothing`, { param });
}
