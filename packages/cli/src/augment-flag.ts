import { augmentationSchema, quotedText, UsageError, type Augmentation } from "@evenkeel/core";

/** How each part of `--augment` is written, and what it means. */
const numbers: Readonly<Record<string, keyof Augmentation>> = {
  shift: "shiftPixels",
  rotate: "rotationDegrees",
  scale: "scaling",
};

/** Reads `flip,shift=2,rotate=10,scale=0.1`, in any order and number. Throws `UsageError` for anything else. */
export function parseAugmentation(text: string): Augmentation {
  const parts = text.split(",").map((part): [string, unknown] => {
    if (part === "flip") return ["flip", true];
    const [name = "", value = ""] = part.split("=", 2);
    // A name that is none stays as it is, for the schema to refuse.
    return [numbers[name] ?? part, value.trim() === "" ? value : Number(value)];
  });
  const parsed = augmentationSchema.safeParse(Object.fromEntries(parts));
  if (parsed.success) return parsed.data;
  throw new UsageError("no augmentation", {
    where: "--augment",
    expected: "flip, shift=<whole pixels>, rotate=<degrees, 0 to 180>, scale=<0 to below 1>, joined by commas",
    got: quotedText(text),
  });
}
