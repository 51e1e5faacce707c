import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { decodeImage } from "../src/image-folder/decode-image.ts";
import { temporaryFolder } from "./folder.ts";

const shown = [200, 100, 50] as const;

/** A picture whose stored values mean `shown` under its profile, Display P3. */
async function withProfile(format: "png" | "jpeg"): Promise<{ file: string; stored: number[] }> {
  const [r, g, b] = shown;
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: { r, g, b } } })
    .withIccProfile("p3")
    .toFormat(format, { quality: 100 })
    .toBuffer();
  const file = join(await temporaryFolder(), `a.${format}`);
  await writeFile(file, bytes);
  const raw = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
  return { file, stored: [...raw.subarray(0, 3)] };
}

/** As docs/experiments.md says. */
describe("an embedded colour profile", () => {
  it.each(["png", "jpeg"] as const)("of a %s file is applied", async (format) => {
    const { file, stored } = await withProfile(format);
    const { pixels } = await decodeImage(file, { height: 8, width: 8 });
    for (const [channel, value] of shown.entries()) {
      expect(Math.abs((pixels[channel] ?? 0) - value)).toBeLessThan(4);
      expect(Math.abs((stored[channel] ?? 0) - value)).toBeGreaterThan(3);
    }
  });
});
