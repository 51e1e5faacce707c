import { mkdir, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { fetchEntry, type DatasetEntry } from "@evenkeel/data";
import { create } from "tar";
import { folderOf } from "../scratch.ts";
import { Finding, type Target } from "../target.ts";

const records = Uint8Array.from({ length: 2 * 3073 }, (_, at) => (at % 3073 === 0 ? at / 3073 : at % 251));
const names = ["train.bin", "test.bin"] as const;

/** A dataset's archive as a server sends it; the input is what is inside of its gzip. */
export const archive: Target = {
  name: "archive",
  seeds: async () => {
    const cwd = await folderOf("archive-seed", { "set/train.bin": records, "set/test.bin": records });
    return [new Uint8Array(await buffer(create({ cwd }, ["set"])))];
  },
  take: async (input) => {
    const outside = await folderOf("archive", {});
    const root = join(outside, "root");
    await mkdir(root);
    const server = createServer((_, response) => response.end(gzipSync(input, { level: 1 })));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await fetchEntry(entryAt((server.address() as AddressInfo).port), { root });
    } finally {
      server.close();
      server.closeAllConnections();
      await refuseOthers(outside);
    }
  },
};

async function refuseOthers(folder: string): Promise<void> {
  const left = await readdir(folder);
  if (left.join() !== "root") throw new Finding(`files outside of the folder: ${left.join(", ")}`);
}

function entryAt(port: number): DatasetEntry {
  return {
    name: "fuzzed",
    title: "Fuzzed",
    licence: "none",
    homepage: "http://127.0.0.1/",
    citation: "",
    height: 32,
    width: 32,
    channels: 3,
    classNames: ["a", "b"],
    trainCount: 2,
    testCount: 2,
    format: "cifar-10-binary",
    files: names.map((file) => ({
      file,
      part: file === "train.bin" ? "train" : "test",
      content: "records",
      decodedBytes: records.length,
      decodedSha256: null,
    })),
    folders: [".cache/fuzzed"],
    downloads: [
      { file: "a.tar.gz", urls: [`http://127.0.0.1:${port}/a.tar.gz`], bytes: null, checksum: null, archive: "tar.gz" },
    ],
    checksums: "none",
    withoutDownload: "nothing",
  };
}
