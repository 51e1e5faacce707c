import type { FileKind } from "./endings.ts";

/** How many of a file's first bytes say what it is. */
export const signatureBytes = 16;

const text = (from: number, wanted: string) => (head: Uint8Array) =>
  Buffer.from(head.buffer, head.byteOffset, head.length).toString("latin1", from, from + wanted.length) === wanted;

const signatures: readonly (readonly [FileKind, string, (head: Uint8Array) => boolean])[] = [
  ["png", "PNG", text(0, "\x89PNG\r\n\x1a\n")],
  ["jpeg", "JPEG", text(0, "\xff\xd8\xff")],
  ["other-image", "GIF", text(0, "GIF8")],
  ["other-image", "BMP", (head) => text(0, "BM")(head) && text(6, "\0\0\0\0")(head)],
  ["other-image", "WebP", (head) => text(0, "RIFF")(head) && text(8, "WEBP")(head)],
  ["other-image", "TIFF", (head) => text(0, "II*\0")(head) || text(0, "MM\0*")(head)],
  ["other-image", "HEIF or AVIF", (head) => text(4, "ftyp")(head) && /^(?:avi|hei|hev|mif|msf)/.test(brandOf(head))],
  ["other-image", "JPEG XL", (head) => text(0, "\xff\x0a")(head) || text(4, "JXL \r\n")(head)],
  ["other-image", "JPEG 2000", (head) => text(4, "jP  \r\n")(head) || text(0, "\xff\x4f\xff\x51")(head)],
  ["other-image", "Photoshop", text(0, "8BPS")],
  ["other-image", "SVG", text(0, "<svg")],
  ["other-image", "PNM", (head) => /^P[1-7]\s/.test(Buffer.from(head).toString("latin1", 0, 3))],
];

function brandOf(head: Uint8Array): string {
  return Buffer.from(head).toString("latin1", 8, 12);
}

/** What a file is by its first `signatureBytes` bytes, and what that kind is called. */
export function kindByContent(head: Uint8Array): { readonly kind: FileKind; readonly title: string } {
  const [kind, title] = signatures.find(([, , fits]) => fits(head)) ?? (["no-image", "no image"] as const);
  return { kind, title };
}
