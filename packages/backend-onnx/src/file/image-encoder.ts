import { hostTensor, type HostTensor, type Network, type OnnxInterface } from "@evenkeel/core";

/** So many images from one on, the way that a file takes them; black where there are no more. */
export type EncodeImages = (images: HostTensor, part: { readonly first: number; readonly count: number }) => HostTensor;

/**
 * How images, [N, H, W, C] from 0 to 1, become what a file takes: (scale · v − mean) / deviation in float32 by channel,
 * its order of channels, its layout. What needs no change is passed on as it is.
 */
export function imageEncoder(
  input: OnnxInterface["input"],
  { height, width, channels }: Network["input"],
): EncodeImages {
  const pixels = height * width;
  const size = pixels * channels;
  const first = input.layout === "nchw";
  const shape = first ? [channels, height, width] : [height, width, channels];
  // Of one channel both layouts lie alike in memory.
  const plain = (channels === 1 || !first) && isIdentity(input, channels);
  const tables = Array.from({ length: channels }, (_, channel) => ({
    from: input.channelOrder === "bgr" ? channels - 1 - channel : channel,
    factor: input.scale,
    mean: input.mean[channel] ?? 0,
    deviation: input.deviation[channel] ?? 1,
  }));
  return (images, part) => {
    const own = images.data.subarray(part.first * size, (part.first + part.count) * size);
    if (plain && own.length === part.count * size) return hostTensor([part.count, ...shape], own);
    const encoded = new Float32Array(part.count * size);
    if (plain) encoded.set(own);
    else for (const [channel, table] of tables.entries()) encodeChannel(own, encoded, { channel, ...table });
    return hostTensor([part.count, ...shape], encoded);
  };

  function encodeChannel(own: Float32Array, encoded: Float32Array, { channel, from, factor, mean, deviation }: Table) {
    const count = own.length / size;
    const step = first ? 1 : channels;
    for (let image = 0; image < count; image += 1) {
      let to = image * size + (first ? channel * pixels : channel);
      let at = image * size + from;
      for (let pixel = 0; pixel < pixels; pixel += 1) {
        encoded[to] = (factor * (own[at] as number) - mean) / deviation;
        to += step;
        at += channels;
      }
    }
  }
}

interface Table {
  readonly channel: number;
  readonly from: number;
  readonly factor: number;
  readonly mean: number;
  readonly deviation: number;
}

function isIdentity({ channelOrder, scale, mean, deviation }: OnnxInterface["input"], channels: number): boolean {
  const sameOrder = channels === 1 || channelOrder === "rgb";
  return sameOrder && scale === 1 && mean.every((own) => own === 0) && deviation.every((own) => own === 1);
}
