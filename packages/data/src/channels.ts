import { DataError } from "@evenkeel/core";

/** Writes `count` pixels of a row, from `source[from]` on to `target[to]` on. */
export type ConvertRow = (source: Uint8Array, from: number, target: Uint8Array, to: number, count: number) => void;

/** What an image of some channels becomes with others; `phrase` says it, null where nothing changes. */
interface ChannelChange {
  readonly convert: ConvertRow;
  readonly phrase: string | null;
}

/**
 * From `channels` to `wanted` ones: grey repeated, or colour to luma (ITU-R BT.601). Throws `DataError` for any other
 * change; `what` names the images.
 */
export function channelChange(what: string, channels: number, wanted: number): ChannelChange {
  if (channels === wanted) {
    const convert: ConvertRow = (source, from, target, to, count) =>
      target.set(source.subarray(from, from + count * channels), to);
    return { convert, phrase: null };
  }
  if (channels === 1) {
    const convert: ConvertRow = (source, from, target, to, count) => {
      for (let at = 0; at < count * wanted; at += 1) target[to + at] = source[from + Math.floor(at / wanted)] as number;
    };
    return { convert, phrase: `repeated to ${wanted} channels` };
  }
  if (channels === 3 && wanted === 1) return { convert: luma, phrase: "turned to grey (BT.601 luma)" };
  throw new DataError(`${what} cannot be given ${wanted} channels`, {
    expected: "1 channel turned to any number, or 3 turned to 1",
    got: `${channels}`,
  });
}

/** In whole numbers, so that every machine rounds alike. */
const luma: ConvertRow = (source, from, target, to, count) => {
  for (let at = 0; at < count; at += 1) {
    const pixel = from + 3 * at;
    const [red, green, blue] = [source[pixel] as number, source[pixel + 1] as number, source[pixel + 2] as number];
    target[to + at] = Math.floor((299 * red + 587 * green + 114 * blue + 500) / 1000);
  }
};
