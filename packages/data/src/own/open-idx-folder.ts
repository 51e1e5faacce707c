import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DataError, type Dataset, type LabelledImages } from "@evenkeel/core";
import { dataFileError } from "../data-file-error.ts";
import { decodeIdx } from "../idx.ts";
import { ownParts } from "./own-parts.ts";
import { readOwnFile } from "./read-own-file.ts";

/** `train-images-idx3-ubyte.gz`, `emnist-letters-test-labels-idx1-ubyte`, `t10k-images.idx3-ubyte`. */
const fileName =
  /(?:^|[-_.])(?<part>train(?:ing)?|t10k|test(?:ing)?)[-_.](?<content>images|labels)[-_.]idx\d-ubyte(?:\.gz)?$/i;

type Role = `${"train" | "test"} ${"images" | "labels"}`;

/**
 * Opens a folder with IDX files of one's own: images and labels to train on, and those to test with where there are
 * any;
 * any count, any size, grey or three channels. The labels that occur are the classes.
 *
 * @throws {DataError} no such files, several for one part, or files that do not fit each other.
 */
export async function openIdxFolder(path: string): Promise<Omit<Dataset, "name">> {
  const files = await filesByRole(path);
  const train = await readPart(files, "train", path);
  if (train === null) throw lacks(path, "train-images-idx3-ubyte and train-labels-idx1-ubyte, gzipped or not");
  const test = await readPart(files, "test", path);
  const { height, width, channels } = train;
  if (test !== null && [test.height, test.width, test.channels].join() !== [height, width, channels].join()) {
    throw new DataError("test images of another size", {
      where: path,
      expected: [height, width, channels].join("×"),
      got: [test.height, test.width, test.channels].join("×"),
    });
  }
  const parts = ownParts(train.images, test?.images ?? null, { where: path, nameOf: String });
  return { height, width, channels, ...parts, adaptation: null };
}

async function filesByRole(path: string): Promise<ReadonlyMap<Role, string>> {
  const names = await readdir(path).catch((cause: unknown) => {
    throw dataFileError("read", path, cause);
  });
  const files = new Map<Role, string>();
  for (const name of names.toSorted()) {
    const { part, content } = fileName.exec(name)?.groups ?? {};
    if (part === undefined || content === undefined) continue;
    const role = `${/^train/i.test(part) ? "train" : "test"} ${content.toLowerCase() as "images" | "labels"}` as const;
    const other = files.get(role);
    if (other !== undefined) {
      const got = `${other} and ${name}`;
      throw new DataError(`two files of ${role}`, { where: path, expected: "one", got, remedy: "remove one of them" });
    }
    files.set(role, name);
  }
  return files;
}

interface Part {
  readonly images: LabelledImages;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Null where neither images nor labels of the part are there. */
async function readPart(
  files: ReadonlyMap<Role, string>,
  part: "train" | "test",
  folder: string,
): Promise<Part | null> {
  const [images, labels] = [files.get(`${part} images`), files.get(`${part} labels`)];
  if (images === undefined && labels === undefined) return null;
  if (images === undefined) throw lacks(folder, `images beside ${labels}`);
  if (labels === undefined) throw lacks(folder, `labels beside ${images}`);
  const where = join(folder, images);
  const { shape, values: pixels } = decodeIdx(await readOwnFile(where), where);
  const [count = 0, height = 0, width = 0, channels = 1] = shape;
  const isImages = (shape.length === 3 || shape.length === 4) && (channels === 1 || channels === 3);
  if (!isImages || !(pixels instanceof Uint8Array) || count * height * width === 0) {
    const expected = "bytes of [count, height, width], or of [count, height, width, 1 or 3]";
    throw new DataError("no images", { where, expected, got: `[${shape.join(", ")}]` });
  }
  const labelFile = join(folder, labels);
  const array = decodeIdx(await readOwnFile(labelFile), labelFile);
  if (array.shape.join() !== String(count)) {
    const got = `[${array.shape.join(", ")}]`;
    throw new DataError("not a label for each image", { where: labelFile, expected: `[${count}]`, got });
  }
  return { images: { count, pixels, labels: Int32Array.from(array.values) }, height, width, channels };
}

function lacks(where: string, expected: string): DataError {
  return new DataError("no IDX files of a dataset", { where, expected });
}
