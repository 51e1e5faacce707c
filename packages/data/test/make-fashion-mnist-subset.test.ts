import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { subsetFiles } from "../scripts/make-fashion-mnist-subset.ts";
import { locate } from "../src/locate.ts";
import { findDataset, projectRoot } from "../src/manifest.ts";

const full = await locate(findDataset("fashion-mnist"), projectRoot);

// Without the full set (Debian's package dataset-fashion-mnist, or `evenkeel data fetch fashion-mnist`) there is
// nothing to choose from.
it.skipIf(full.state !== "present")("the script makes exactly the embedded files again", async () => {
  const sha256 = (content: Uint8Array) => createHash("sha256").update(content).digest("hex");
  const made = Object.fromEntries([...(await subsetFiles())].map(([name, content]) => [`${name}.gz`, sha256(content)]));
  const { files } = findDataset("fashion-mnist-subset");
  expect(made).toEqual(Object.fromEntries(files.map(({ file, decodedSha256 }) => [file, decodedSha256])));
});
