import { join } from "node:path";
import { DataError, type Dataset, type LabelledImages } from "@evenkeel/core";
import { decodeIdx } from "../idx.ts";
import { partOf, type Part } from "../image-folder/part-names.ts";
import { OwnFiles } from "./own-files.ts";
import { ownParts } from "./own-parts.ts";
import { readOwnFile } from "./read-own-file.ts";

/** `train-images-idx3-ubyte.gz`, `emnist-letters-test-labels-idx1-ubyte`, `t10k-images.idx3-ubyte`. */
const fileName = /^(?:(?<prefix>.*)[-_.])?(?<part>[a-z\d]+)[-_.](?<content>images|labels)[-_.]idx\d-ubyte(?:\.gz)?$/i;

type Role = `${Part} ${"images" | "labels"}`;

/** A file, and what stands before its part's name: both files of a part share it. */
interface RoleFile {
  readonly name: string;
  readonly prefix: string;
}

/**
 * Opens a folder with IDX files of one's own: images and labels to train on, and those to test with where there are
 * any, or else to validate with; any count, any size, grey or three channels. The labels that occur are the classes.
 *
 * @throws {DataError} no such files, several for one part, or files that do not fit each other.
 */
export async function openIdxFolder(path: string): Promise<Omit<Dataset, "name">> {
  const files = await OwnFiles.in(path);
  const byRole = filesByRole(files);
  const read = (part: Part) => readPart(files, byRole, part);
  const train = await read("train");
  if (train === null) throw lacks(files, "train-images-idx3-ubyte and train-labels-idx1-ubyte, gzipped or not");
  const test = files.heldOut({ test: await read("test"), validation: await read("validation") });
  const { height, width, channels } = train;
  if (test !== null && [test.height, test.width, test.channels].join() !== [height, width, channels].join()) {
    throw new DataError("test images of another size", {
      where: path,
      expected: [height, width, channels].join("×"),
      got: [test.height, test.width, test.channels].join("×"),
    });
  }
  const parts = ownParts(train.images, test?.images ?? null, { where: path, nameOf: String });
  return { height, width, channels, ...parts, adaptation: null, remarks: files.remarks };
}

function filesByRole(files: OwnFiles): ReadonlyMap<Role, RoleFile> {
  const byRole = new Map<Role, RoleFile>();
  for (const name of files.names) {
    const { prefix = "", part: word = "", content = "" } = fileName.exec(name)?.groups ?? {};
    const part = word.toLowerCase() === "t10k" ? "test" : partOf(word);
    if (part === null) {
      files.remark("no-part", name);
      continue;
    }
    const role = `${part} ${content.toLowerCase() as "images" | "labels"}` as const;
    const other = byRole.get(role)?.name;
    if (other !== undefined) {
      throw new DataError(`two files of ${role}`, {
        where: files.folder,
        expected: "one",
        got: `${other} and ${name}`,
        remedy: "remove one of them",
      });
    }
    byRole.set(role, { name, prefix: prefix.toLowerCase() });
  }
  return byRole;
}

interface DecodedPart {
  readonly images: LabelledImages;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Null where neither images nor labels of the part are there. */
async function readPart(files: OwnFiles, byRole: ReadonlyMap<Role, RoleFile>, part: Part): Promise<DecodedPart | null> {
  const [images, labels] = [byRole.get(`${part} images`), byRole.get(`${part} labels`)];
  if (images === undefined && labels === undefined) return null;
  if (images === undefined) throw lacks(files, `images beside ${labels?.name}`);
  if (labels === undefined) throw lacks(files, `labels beside ${images.name}`);
  if (images.prefix !== labels.prefix) {
    throw new DataError("images and labels of different names", {
      where: files.folder,
      expected: `the labels of ${images.name}`,
      got: labels.name,
    });
  }
  const where = join(files.folder, images.name);
  const { shape, values: pixels } = decodeIdx(await readOwnFile(where), where);
  const [count = 0, height = 0, width = 0, channels = 1] = shape;
  const isImages = (shape.length === 3 || shape.length === 4) && (channels === 1 || channels === 3);
  if (!isImages || !(pixels instanceof Uint8Array) || count * height * width === 0) {
    const expected = "bytes of [count, height, width], or of [count, height, width, 1 or 3]";
    throw new DataError("no images", { where, expected, got: `[${shape.join(", ")}]` });
  }
  const labelFile = join(files.folder, labels.name);
  const array = decodeIdx(await readOwnFile(labelFile), labelFile);
  if (array.shape.join() !== String(count)) {
    const got = `[${array.shape.join(", ")}]`;
    throw new DataError("not a label for each image", { where: labelFile, expected: `[${count}]`, got });
  }
  return { images: { count, pixels, labels: Int32Array.from(array.values) }, height, width, channels };
}

function lacks(files: OwnFiles, expected: string): DataError {
  return files.lacks("no IDX files of a dataset", expected);
}
