import { hostTensor, type HostTensor, type RandomStream } from "@evenkeel/core";

/** What may happen to an image; a part left out does not happen. */
export interface Augmentation {
  /** Mirrored left to right, half of the time. */
  readonly flip?: boolean;
  /** Moved by at most this many whole pixels along each axis: a crop out of the image padded by as much. */
  readonly shiftPixels?: number;
  /** Turned about its centre by at most this many degrees either way. */
  readonly rotationDegrees?: number;
  /** Scaled about its centre by a factor between 1 − this and 1 + this; below 1. */
  readonly scaling?: number;
}

/**
 * Changed copies of images [N, H, W, C], bilinear between pixels, black outside. Every image draws the same count of random
 * numbers whatever is asked, so that switching one part on never changes another. A flip and a shift alone move pixels
 * exactly. The result depends on the stream alone: it is made once and given to every backend.
 *
 * Throws a `RangeError` for a tensor of another rank or an option out of range.
 */
export function augment(images: HostTensor, options: Augmentation, random: RandomStream): HostTensor {
  const [count, height, width, channels] = images.shape;
  if (images.shape.length !== 4 || count === undefined || !height || !width || !channels) {
    throw new RangeError(`augment: expected images [N, H, W, C], got [${images.shape.join(", ")}]`);
  }
  checkOptions(options);
  const augmented = hostTensor(images.shape);
  const size = height * width * channels;
  const shape = { height, width, channels };
  for (let image = 0; image < count; image += 1) {
    const source = images.data.subarray(image * size, (image + 1) * size);
    resample(source, augmented.data.subarray(image * size, (image + 1) * size), shape, drawMotion(options, random));
  }
  return augmented;
}

function checkOptions({ shiftPixels = 0, rotationDegrees = 0, scaling = 0 }: Augmentation): void {
  if (!Number.isInteger(shiftPixels) || shiftPixels < 0) {
    throw new RangeError(`augment: shiftPixels: expected whole pixels from 0, got ${shiftPixels}`);
  }
  if (!(rotationDegrees >= 0 && rotationDegrees <= 180)) {
    throw new RangeError(`augment: rotationDegrees: expected 0 to 180, got ${rotationDegrees}`);
  }
  if (!(scaling >= 0 && scaling < 1)) throw new RangeError(`augment: scaling: expected 0 to below 1, got ${scaling}`);
}

/** From a target pixel, relative to the centre and less the shift, to the source: [xx xy; yx yy]. */
interface Motion {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  readonly shiftX: number;
  readonly shiftY: number;
}

function drawMotion(options: Augmentation, random: RandomStream): Motion {
  const { flip = false, shiftPixels = 0, rotationDegrees = 0, scaling = 0 } = options;
  const mirrored = random.uniform() < 0.5 && flip ? -1 : 1;
  const shiftX = Math.floor(random.uniform() * (2 * shiftPixels + 1)) - shiftPixels;
  const shiftY = Math.floor(random.uniform() * (2 * shiftPixels + 1)) - shiftPixels;
  const radians = ((2 * random.uniform() - 1) * rotationDegrees * Math.PI) / 180;
  const factor = 1 + (2 * random.uniform() - 1) * scaling;
  const [cosine, sine] = [Math.cos(radians) / factor, Math.sin(radians) / factor];
  return { xx: mirrored * cosine, xy: mirrored * sine, yx: -sine, yy: cosine, shiftX, shiftY };
}

interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

function resample(source: Float32Array, target: Float32Array, shape: ImageShape, motion: Motion): void {
  const { height, width, channels } = shape;
  const [centreX, centreY] = [(width - 1) / 2, (height - 1) / 2];
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const [x, y] = [column - centreX - motion.shiftX, row - centreY - motion.shiftY];
      const sourceX = motion.xx * x + motion.xy * y + centreX;
      const sourceY = motion.yx * x + motion.yy * y + centreY;
      const at = (row * width + column) * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        target[at + channel] = bilinear(source, shape, sourceX, sourceY, channel);
      }
    }
  }
}

function bilinear(image: Float32Array, shape: ImageShape, x: number, y: number, channel: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, below] = [x - left, y - top];
  const { width, height, channels } = shape;
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= width || row >= height
      ? 0
      : (image[(row * width + column) * channels + channel] as number);
  const upper = at(left, top) * (1 - right) + (right === 0 ? 0 : at(left + 1, top) * right);
  if (below === 0) return upper;
  const lower = at(left, top + 1) * (1 - right) + (right === 0 ? 0 : at(left + 1, top + 1) * right);
  return upper * (1 - below) + lower * below;
}
