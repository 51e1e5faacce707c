import { add, countDown, declare, get, whileAtLeast } from "./text.ts";

const parameters = "input inputGradient output outputGradient rows columns rowBytes channels";

/**
 * One window of a max-pooling, NHWC: adds each channel's `outputGradient` to the `inputGradient` of the first input,
 * row by row, that equals `output`, the rule of PyTorch and TensorFlow. Addresses are in bytes; the window's rows are
 * `rowBytes` apart.
 */
export function maxPoolWindow(): string {
  return `(func (export "maxPoolWindow") ${declare(parameters)}
  (local $pixelBytes i32) (local $jump i32) (local $row i32) (local $column i32) (local $from i32) (local $to i32)
  (local $maximum v128) (local $left v128) (local $hit v128) (local $oneMaximum f32) (local $oneLeft f32) (local $oneShare f32)
  (local.set $pixelBytes (i32.mul ${get("channels")} (i32.const 4)))
  (local.set $jump (i32.sub ${get("rowBytes")} (i32.mul ${get("columns")} ${get("pixelBytes")})))
  ${whileAtLeast("channels", 4, `${window(fourChannels)} ${nextChannels(16)}`)}
  ${whileAtLeast("channels", 1, `${window(oneChannel)} ${nextChannels(4)}`)})`;
}

interface Channels {
  readonly start: string;
  readonly pixel: string;
}

const fourChannels: Channels = {
  start: `(local.set $maximum (v128.load ${get("output")})) (local.set $left (v128.load ${get("outputGradient")}))`,
  pixel: `(local.set $hit (f32x4.eq (v128.load ${get("from")}) ${get("maximum")}))
  (v128.store ${get("to")} (f32x4.add (v128.load ${get("to")}) (v128.and ${get("left")} ${get("hit")})))
  (local.set $left (v128.andnot ${get("left")} ${get("hit")}))`,
};

const oneChannel: Channels = {
  start: `(local.set $oneMaximum (f32.load ${get("output")})) (local.set $oneLeft (f32.load ${get("outputGradient")}))`,
  pixel: `(local.set $oneShare (select ${get("oneLeft")} (f32.const 0) (f32.eq (f32.load ${get("from")}) ${get("oneMaximum")})))
  (f32.store ${get("to")} (f32.add (f32.load ${get("to")}) ${get("oneShare")}))
  (local.set $oneLeft (select (f32.const 0) ${get("oneLeft")} (f32.eq (f32.load ${get("from")}) ${get("oneMaximum")})))`,
};

function window({ start, pixel }: Channels): string {
  const next = `${add("from", "pixelBytes")} ${add("to", "pixelBytes")}`;
  const row = `(local.set $column ${get("columns")}) ${countDown("column", `${pixel} ${next}`)} ${add("from", "jump")} ${add("to", "jump")}`;
  return `${start} (local.set $from ${get("input")}) (local.set $to ${get("inputGradient")}) (local.set $row ${get("rows")})
  ${countDown("row", row)}`;
}

function nextChannels(bytes: number): string {
  return ["input", "inputGradient", "output", "outputGradient"].map((name) => add(name, bytes)).join(" ");
}
