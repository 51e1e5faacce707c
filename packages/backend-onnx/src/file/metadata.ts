import { labelsSchema, type OnnxInterface } from "@evenkeel/core";

type Metadata = ReadonlyMap<string, string>;

/** Where exporters put the names of a classifier's classes. */
const labelKeys = ["labels", "names", "classes", "class_names", "class_labels", "character"];

/** The names of the classes, in the order of the outputs, as the file's metadata has them; null where it has none. */
export function labelsIn(metadata: Metadata): string[] | null {
  for (const key of labelKeys) {
    const { data } = labelsSchema.safeParse(namesIn(metadata.get(key) ?? ""));
    if (data !== undefined) return data;
  }
  return null;
}

/** A JSON list or object by index, a Python dictionary by index, or a name a line. */
function namesIn(text: string): unknown {
  const trimmed = text.trim();
  if (/^[[{]/.test(trimmed)) return fromJson(trimmed) ?? fromDictionary(trimmed);
  return trimmed.split(/\r?\n/).map((line) => line.trim());
}

function fromJson(text: string): unknown {
  try {
    const value = JSON.parse(text) as object;
    return Array.isArray(value) ? value : byIndex(Object.entries(value));
  } catch {
    return null;
  }
}

/** `{0: 'cat', 1: "dog"}`, as `str()` of a dictionary writes it. */
function fromDictionary(text: string): unknown {
  const entries = text.matchAll(/(\d{1,6})\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g);
  return byIndex([...entries].map(([, index = "", single, double]) => [index, single ?? double ?? ""]));
}

/** Null unless every index from 0 is there once. */
function byIndex(entries: readonly (readonly [string, unknown])[]): unknown[] | null {
  const names = new Map(entries.map(([index, name]) => [Number(index), name]));
  const listed = Array.from({ length: entries.length }, (_, index) => names.get(index));
  return listed.includes(undefined) ? null : listed;
}

/**
 * What a file says of the pixels that it takes, after ONNX' own conventions for images
 * (onnx/docs/MetadataProps.md).
 */
export interface PixelFacts {
  readonly channels: number | null;
  readonly channelOrder: OnnxInterface["input"]["channelOrder"] | null;
  readonly range: { readonly scale: number; readonly mean: number; readonly deviation: number } | null;
}

const formats: Readonly<Record<string, Pick<PixelFacts, "channels" | "channelOrder">>> = {
  Gray8: { channels: 1, channelOrder: "rgb" },
  Rgb8: { channels: 3, channelOrder: "rgb" },
  Bgr8: { channels: 3, channelOrder: "bgr" },
};
const ranges: Readonly<Record<string, PixelFacts["range"]>> = {
  NominalRange_0_255: { scale: 255, mean: 0, deviation: 1 },
  Normalized_0_1: { scale: 1, mean: 0, deviation: 1 },
  Normalized_1_1: { scale: 1, mean: 0.5, deviation: 0.5 },
};

/** The keys of these conventions; the values that an exported network of ours has among them. */
export const pixelKeys = { format: "Image.BitmapPixelFormat", range: "Image.NominalPixelRange" } as const;

export function pixelsIn(metadata: Metadata): PixelFacts {
  const format = formats[metadata.get(pixelKeys.format) ?? ""] ?? { channels: null, channelOrder: null };
  return { ...format, range: ranges[metadata.get(pixelKeys.range) ?? ""] ?? null };
}
