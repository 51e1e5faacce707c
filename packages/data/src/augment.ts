import { hostTensor, type Augmentation, type HostTensor, type RandomStream } from "@evenkeel/core";

/**
 * Changed copies of images [N, H, W, C], bilinear between pixels, black outside. Every image draws the same count of
 * random numbers whatever is asked, so that switching one part on never changes another. A flip and a shift alone move
 * pixels exactly. The result depends on the stream alone: it is made once and given to every backend.
 *
 * Throws a `RangeError` for a tensor of another rank.
 */
export function augment(images: HostTensor, options: Augmentation, random: RandomStream): HostTensor {
  const [count, height, width, channels] = images.shape;
  if (images.shape.length !== 4 || count === undefined || !height || !width || !channels) {
    throw new RangeError(`augment: expected images [N, H, W, C], got [${images.shape.join(", ")}]`);
  }
  const augmented = hostTensor(images.shape);
  const size = height * width * channels;
  const shape = { height, width, channels };
  const bordered = new Float32Array((height + 2) * (width + 2) * channels);
  for (let image = 0; image < count; image += 1) {
    copyInside(images.data.subarray(image * size, (image + 1) * size), bordered, shape);
    resample(bordered, augmented.data.subarray(image * size, (image + 1) * size), shape, drawMotion(options, random));
  }
  return augmented;
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

/** Puts an image into the middle of a black border of one pixel, so that a reader need not ask where it ends. */
function copyInside(source: Float32Array, bordered: Float32Array, { height, width, channels }: ImageShape): void {
  const rowLength = width * channels;
  for (let row = 0; row < height; row += 1) {
    const target = (row + 1) * (width + 2) * channels + channels;
    bordered.set(source.subarray(row * rowLength, (row + 1) * rowLength), target);
  }
}

function resample(bordered: Float32Array, target: Float32Array, shape: ImageShape, motion: Motion): void {
  const { height, width, channels } = shape;
  const { xx, xy, yx, yy, shiftX, shiftY } = motion;
  const [centreX, centreY] = [(width - 1) / 2, (height - 1) / 2];
  const rowLength = (width + 2) * channels;
  let at = 0;
  for (let row = 0; row < height; row += 1) {
    const y = row - centreY - shiftY;
    for (let column = 0; column < width; column += 1, at += channels) {
      const x = column - centreX - shiftX;
      // Of the image with its border: one more than of the image.
      const sourceX = xx * x + xy * y + centreX + 1;
      const sourceY = yx * x + yy * y + centreY + 1;
      if (!(sourceX > 0 && sourceY > 0 && sourceX < width + 1 && sourceY < height + 1)) continue;
      const left = Math.floor(sourceX);
      const top = Math.floor(sourceY);
      const right = sourceX - left;
      const below = sourceY - top;
      const from = top * rowLength + left * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        const corner = from + channel;
        const upper = (bordered[corner] as number) * (1 - right) + (bordered[corner + channels] as number) * right;
        const under = corner + rowLength;
        const lower = (bordered[under] as number) * (1 - right) + (bordered[under + channels] as number) * right;
        target[at + channel] = upper * (1 - below) + lower * below;
      }
    }
  }
}
