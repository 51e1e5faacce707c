import { openDataset } from "@evenkeel/data";
import sharp, { type Sharp } from "sharp";
import { folderOf } from "../scratch.ts";
import { Finding, type Target } from "../target.ts";

/** IDX files of one's own: the images are the input, then the labels are. */
export const idxFolder: Target = {
  name: "idx",
  seeds: async () => [idx([6, 2, 2], 24), idx([6], 6)],
  take: async (input) => {
    const isLabels = input[3] === 1;
    const folder = await folderOf("idx", {
      "train-images-idx3-ubyte": isLabels ? idx([6, 2, 2], 24) : input,
      "train-labels-idx1-ubyte": isLabels ? input : idx([6], 6),
    });
    await opened(`idx:${folder}`);
  },
};

/** Files of CIFAR-10's binary format of one's own. */
export const cifarFolder: Target = {
  name: "cifar",
  seeds: async () => [Uint8Array.from({ length: 8 * 3073 }, (_, at) => (at % 3073 === 0 ? (at / 3073) % 2 : at % 251))],
  take: async (input) => opened(`cifar:${await folderOf("cifar", { "data_batch_1.bin": input })}`),
};

/** One image among good ones, its format told by its content. */
export const imageFolder: Target = {
  name: "images",
  seeds: async () => [good, await picture().jpeg().toBuffer(), await picture().png({ palette: true }).toBuffer()],
  take: async (input) => {
    const names = ["a/1.png", "a/2.png", "a/3.png", "b/1.png", "b/2.png"];
    const folder = await folderOf("images", {
      ...Object.fromEntries(names.map((name) => [name, good])),
      [`b/odd${ending(input)}`]: input,
    });
    await opened(`folder:${folder}@8x8`);
  },
};

async function opened(name: string): Promise<void> {
  const { train, test, classNames } = await openDataset(name);
  for (const { count, labels, pixels } of [train, test]) {
    if (labels.length !== count) throw new Finding(`${labels.length} labels of ${count} images`);
    if (count > 0 && pixels.length % count !== 0) throw new Finding(`${pixels.length} pixels of ${count} images`);
    if (labels.some((label) => label < 0 || label >= classNames.length)) throw new Finding("a label that is no class");
  }
}

const good = await picture().png().toBuffer();

function picture(): Sharp {
  const pixels = Buffer.from(Array.from({ length: 8 * 8 * 3 }, (_, at) => (at * 37) % 256));
  return sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } });
}

/** The ending that the first bytes ask for, so that a mutation of them also meets the wrong decoder. */
function ending([first]: Uint8Array): string {
  return first === 0xff ? ".jpg" : ".png";
}

function idx(shape: readonly number[], count: number): Uint8Array {
  const header = [0, 0, 8, shape.length, ...shape.flatMap((size) => [0, 0, 0, size])];
  return Uint8Array.from([...header, ...Array.from({ length: count }, (_, at) => at % 2)]);
}
