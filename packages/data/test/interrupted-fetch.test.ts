import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fetchEntry } from "../src/fetch-dataset.ts";
import { entry, stored } from "./downloads.ts";
import { temporaryFolder } from "./folder.ts";
import { fileAnswer, serve } from "./serve.ts";

describe("a fetch that is interrupted", () => {
  it("ends at once, and leaves nothing of what it brought", async () => {
    const controller = new AbortController();
    const server = await serve((request, response) => {
      const file = request.url?.slice(1) ?? "";
      if (file !== "test-images.gz") return fileAnswer(stored[file] ?? Buffer.alloc(0))(request, response);
      const bytes = stored[file] ?? Buffer.alloc(0);
      // Half of the file, and then nothing for ever.
      response.writeHead(200, { "content-length": bytes.length });
      response.write(bytes.subarray(0, 10));
    });
    const root = await temporaryFolder();
    const stalled = ({ file }: { file: string }) => {
      if (file === "test-images.gz") controller.abort();
    };
    const fetching = () => fetchEntry(entry(server.url), { root, signal: controller.signal, onProgress: stalled });
    await expect(fetching()).rejects.toThrow(/^fetching tiny was interrupted; nothing of it is left$/);
    await expect(fetching()).rejects.toMatchObject({ exitCode: 130 });
    // Of the lock an empty file stays, see `takeFileLock`.
    expect(await readdir(join(root, "cache"))).toEqual(["tiny.lock"]);
  });

  it("keeps what was there before", async () => {
    const controller = new AbortController();
    const server = await serve((request) => {
      if (request.url === "/test-images.gz") controller.abort();
    });
    const root = await temporaryFolder();
    const folder = join(root, "cache", "tiny");
    await mkdir(folder, { recursive: true });
    for (const file of ["train-images.gz", "train-labels.gz"]) await writeFile(join(folder, file), stored[file] ?? "");
    await writeFile(join(folder, "test-images.gz.part"), "part");
    await expect(fetchEntry(entry(server.url), { root, signal: controller.signal })).rejects.toThrow("interrupted");
    expect((await readdir(folder)).toSorted()).toEqual(["train-images.gz", "train-labels.gz"]);
  });
});
