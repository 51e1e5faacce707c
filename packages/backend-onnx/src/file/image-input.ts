import {
  UsageError,
  type InterfacePart,
  type Network,
  type OnnxDeclaration,
  type OnnxInterface,
  type StatedBy,
} from "@evenkeel/core";
import { chosenValue } from "./chosen-value.ts";
import type { Axis, OnnxFacts, ValueFacts } from "./facts.ts";
import { pixelsIn } from "./metadata.ts";

type Declared = NonNullable<OnnxDeclaration["input"]>;
type Layout = OnnxInterface["input"]["layout"];

/** A part of an interface, and how it is known. */
export interface Stated<T> {
  readonly value: T;
  readonly by: StatedBy;
}

/** What an image goes in as. */
export interface ImageInput {
  readonly size: Network["input"];
  readonly input: OnnxInterface["input"];
  readonly stated: Partial<Record<InterfacePart, StatedBy>>;
}

/** `TensorProto.DataType` of float32. */
const float32 = 1;

/**
 * How an image classifier takes its images: as declared, else as the file says, else as is usual. Throws `UsageError`
 * where neither says what has to be known, or the two contradict each other.
 */
export function imageInput(facts: OnnxFacts, declared: Declared, where: string): ImageInput {
  const { value: input, by: named } = chosenValue(facts.inputs, declared.name, { what: "input", where });
  const at = { where: `${where}, input "${input.name}"` };
  if (input.elementType !== float32) {
    throw new UsageError("takes no float32 images", {
      ...at,
      expected: "a float32 tensor",
      got: input.elementType === null ? "no tensor" : `element type ${input.elementType} of ONNX`,
      remedy: "export it with a float32 input",
    });
  }
  const axes = imageAxes(input, at.where);
  const layout = layoutOf(declared.layout, { input, axes }, at.where);
  const [height, width, channels] = layout.value === "nhwc" ? axes.slice(1) : [axes[2], axes[3], axes[1]];
  const pixels = pixelsIn(facts.metadata);
  const size = {
    height: sizeOf("height", height, declared.height, at.where),
    width: sizeOf("width", width, declared.width, at.where),
    channels: sizeOf("channels", channels ?? pixels.channels, declared.channels, at.where),
  };
  const sizes = Object.values(size).some(({ by }) => by === "declared") ? "declared" : "file";
  const order = firstOf<"rgb" | "bgr">(declared.channelOrder, pixels.channelOrder, "rgb");
  const scale = firstOf(declared.scale, pixels.range?.scale, 1);
  const count = size.channels.value;
  const mean = perChannel("mean", firstOf(declared.mean, pixels.range?.mean, 0), count, at.where);
  const deviation = perChannel("deviation", firstOf(declared.deviation, pixels.range?.deviation, 1), count, at.where);
  return {
    size: { height: size.height.value, width: size.width.value, channels: count },
    input: {
      name: input.name,
      layout: layout.value,
      channelOrder: order.value,
      scale: scale.value,
      mean: mean.value,
      deviation: deviation.value,
      batch: axes[0] ?? null,
    },
    stated: {
      input: named,
      layout: layout.by,
      size: sizes,
      channelOrder: count === 1 ? "file" : order.by,
      scale: scale.by,
      mean: mean.by,
      deviation: deviation.by,
    },
  };
}

/** The four axes of a batch of images; all open where the file does not say how many there are. */
function imageAxes({ axes }: ValueFacts, where: string): readonly Axis[] {
  if (axes === null) return [null, null, null, null];
  if (axes.length === 4) return axes;
  throw new UsageError("takes no batches of images", {
    where,
    expected: "4 axes: [N, height, width, channels] or [N, channels, height, width]",
    got: `[${axes.map((size) => size ?? "?").join(", ")}]`,
    remedy: "it is no image classifier that can be called so; export it with an image input",
  });
}

function layoutOf(
  declared: Layout | undefined,
  { input, axes }: { readonly input: ValueFacts; readonly axes: readonly Axis[] },
  where: string,
): Stated<Layout> {
  if (declared !== undefined) return { value: declared, by: "declared" };
  const channelAxis = input.denotations.indexOf("DATA_CHANNEL");
  if (channelAxis === 1 || channelAxis === 3) return { value: channelAxis === 1 ? "nchw" : "nhwc", by: "file" };
  const [first, last] = [isChannels(axes[1]), isChannels(axes[3])];
  if (first !== last) return { value: first ? "nchw" : "nhwc", by: "file" };
  throw new UsageError("which axis the channels are cannot be told", {
    where,
    got: `[${axes.map((size) => size ?? "?").join(", ")}]`,
    remedy: "declare it: layout=nchw or layout=nhwc (--onnx-input, or the workload's source.input)",
  });
}

function isChannels(size: Axis | undefined): boolean {
  return size === 1 || size === 3;
}

function sizeOf(
  what: "height" | "width" | "channels",
  inFile: Axis | undefined,
  declared: number | undefined,
  where: string,
): Stated<number> {
  const fixed = inFile ?? null;
  if (fixed !== null && declared !== undefined && fixed !== declared) {
    throw new UsageError(`the declared ${what} is not the file's`, {
      where,
      expected: String(fixed),
      got: String(declared),
      remedy: "leave it out, or declare the file's",
    });
  }
  if (fixed !== null) return { value: fixed, by: "file" };
  if (declared !== undefined) return { value: declared, by: "declared" };
  throw new UsageError(`the file leaves the ${what} of its images open`, {
    where,
    remedy:
      what === "channels"
        ? "declare them: channels=1 or channels=3 (--onnx-input, or the workload's source.input)"
        : "declare it: size=<height>x<width> (--onnx-input, or height and width of the workload's source.input)",
  });
}

function firstOf<T>(declared: T | undefined, inFile: T | null | undefined, usual: T): Stated<T> {
  if (declared !== undefined) return { value: declared, by: "declared" };
  return inFile === undefined || inFile === null ? { value: usual, by: "assumed" } : { value: inFile, by: "file" };
}

function perChannel(
  what: string,
  { value, by }: Stated<number | number[]>,
  channels: number,
  where: string,
): Stated<number[]> {
  if (typeof value === "number") return { value: Array.from({ length: channels }, () => value), by };
  if (value.length === channels) return { value, by };
  throw new UsageError(`a ${what} for another number of channels`, {
    where,
    expected: `1 number, or ${channels}`,
    got: `${value.length}`,
  });
}
