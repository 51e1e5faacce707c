import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { DataError, RunFolderError, type ModelSource } from "@evenkeel/core";
import { checkFinite, checkWeights, decodeSafetensors } from "@evenkeel/models";
import { readBytes } from "@evenkeel/run-folder";
import type { CellModel, CellWeights, GivenCellModel } from "../protocol/cell-model.ts";
import { sha256Of } from "../sha256.ts";

/** What a cell's model is made from, held against what the run began with. Throws `DataError`. */
export async function modelSource(model: CellModel): Promise<ModelSource> {
  if (model.kind === "spec") {
    const { spec, weights: recorded } = model;
    const weights = decodeSafetensors(await readRecorded(recorded), recorded.file);
    checkWeights(spec, weights, recorded.file);
    checkFinite(weights, recorded.file);
    return { kind: "spec", spec, weights };
  }
  await checkGiven(model);
  const { network, file, interface: own } = model;
  return { kind: "onnx", network, file, interface: own };
}

/**
 * The bytes of a weights file as they were written. A file that is missing or changed is this cell's trouble and no
 * other's: throws `DataError`.
 */
async function readRecorded({ file, origin, sha256 }: CellWeights): Promise<Uint8Array> {
  const remedy = "restore the file, or begin a new run";
  const bytes = await readBytes(file).catch((cause: unknown) => {
    if (!(cause instanceof RunFolderError)) throw cause;
    throw new DataError(`the ${origin} weights cannot be read`, { where: file, got: cause.detail.got ?? "", remedy });
  });
  const got = sha256Of(bytes);
  if (sha256 === null || sha256 === got) return bytes;
  const expected = `sha256 ${sha256}`;
  throw new DataError(`not the ${origin} weights that the run left there`, { where: file, expected, got, remedy });
}

/** Throws `DataError` where a model's file is gone or no longer what the run began with. */
export async function checkGiven({ file, sha256 }: Pick<GivenCellModel, "file" | "sha256">): Promise<void> {
  const got = await fileSha256(file);
  if (got === sha256) return;
  throw new DataError("not the model that the run began with", {
    where: file,
    expected: `sha256 ${sha256}`,
    got,
    remedy: "bring the file back, or begin a new run",
  });
}

/** Read in parts, so that a large file takes no memory from the cell. Throws `DataError`. */
async function fileSha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(file), hash);
  } catch (cause) {
    const got = (cause as NodeJS.ErrnoException).code ?? "an error";
    throw new DataError("the model cannot be read", { where: file, got, remedy: "bring the file back", cause });
  }
  return hash.digest("hex");
}
