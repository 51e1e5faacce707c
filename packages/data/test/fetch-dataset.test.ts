import { takeFileLock } from "@evenkeel/core/file-lock";
import { chmod, mkdir, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { create } from "tar";
import { describe, expect, it } from "vitest";
import { fetchEntry } from "../src/fetch-dataset.ts";
import { datasetFetch, type DatasetEntry } from "../src/index.ts";
import { locate } from "../src/locate.ts";
import { receiptFile } from "../src/receipt.ts";
import { readDataset } from "../src/open-dataset.ts";
import { decoded, entry, sha256, stored } from "./downloads.ts";
import { temporaryFolder } from "./folder.ts";
import { fileAnswer, serve } from "./serve.ts";

const serveFiles = (files: Readonly<Record<string, Uint8Array>>) =>
  serve((request, response) => fileAnswer(files[request.url?.slice(1) ?? ""] ?? Buffer.alloc(0))(request, response));

async function open(own: DatasetEntry, root: string) {
  const location = await locate(own, root);
  if (location.state !== "present") throw new Error(location.state);
  return readDataset(own, location.files);
}

describe("fetchEntry", () => {
  it.each([true, false])("downloads what can then be opened (checksums known: %s)", async (known) => {
    const server = await serveFiles(stored);
    const root = await temporaryFolder();
    const files = new Set<string>();
    const folder = await fetchEntry(entry(server.url, known), { root, onProgress: ({ file }) => files.add(file) });
    expect(folder).toBe(join(root, "cache", "tiny"));
    expect((await readdir(folder)).sort()).toEqual([...(known ? [] : [receiptFile]), ...Object.keys(stored)].sort());
    expect([...files]).toEqual(Object.keys(stored));
    const { train, test } = await open(entry(server.url, known), root);
    expect([...train.labels, ...test.labels]).toEqual([0, 1, 0, 1, 1, 1, 0, 0]);
  });

  it("asks nothing when the dataset is here", async () => {
    const server = await serveFiles(stored);
    const root = await temporaryFolder();
    await mkdir(join(root, "nowhere"));
    for (const [file, bytes] of Object.entries(decoded)) {
      await writeFile(join(root, "nowhere", file.replace(".gz", "")), bytes);
    }
    expect(await fetchEntry(entry(server.url), { root })).toBe(join(root, "nowhere"));
    expect(server.requests).toEqual([]);
  });

  it("is fetched by one process at a time", async () => {
    const server = await serveFiles(stored);
    const root = await temporaryFolder();
    await mkdir(join(root, "cache"));
    const unlock = takeFileLock(join(root, "cache", "tiny.lock"));
    await expect(fetchEntry(entry(server.url), { root })).rejects.toThrow(/is being fetched by another process; wait/);
    expect(server.requests).toEqual([]);
    unlock?.();
    await fetchEntry(entry(server.url), { root });
    expect(server.requests).toHaveLength(4);
  });

  it("gives no name to a file whose content is wrong, and does not resume it", async () => {
    const wrong = { ...stored, "test-images.gz": gzipSync(Buffer.alloc(99)) };
    const server = await serveFiles(wrong);
    const root = await temporaryFolder();
    const failed = fetchEntry(entry(server.url, false), { root });
    await expect(failed).rejects.toThrow(
      /dataset tiny cannot be fetched; got .*test-images.*too long.*; without a download: ask the author$/,
    );
    const left = await readdir(join(root, "cache", "tiny"));
    expect(left.sort()).toEqual([receiptFile, "train-images.gz", "train-labels.gz"]);
  });

  it("completes a folder that an earlier fetch left half filled", async () => {
    const root = await temporaryFolder();
    const half = await serveFiles({ "train-images.gz": stored["train-images.gz"] ?? Buffer.alloc(0) });
    await expect(fetchEntry(entry(half.url), { root })).rejects.toThrow(/train-labels/);
    expect(await locate(entry(half.url), root)).toMatchObject({ state: "incomplete" });
    const server = await serveFiles(stored);
    await fetchEntry(entry(server.url), { root });
    expect((await open(entry(server.url), root)).train.count).toBe(4);
    expect(server.requests.map(({ path }) => path)).not.toContain("/train-images.gz");
  });

  it("says what else can be done when nobody answers or the disk refuses", async () => {
    const root = await temporaryFolder();
    const offline = fetchEntry(entry("http://127.0.0.1:1"), { root });
    await expect(offline).rejects.toThrow(
      /tiny cannot be fetched; got http:\/\/127.*cannot be downloaded.*; check the connection to the network and try again; without a download: ask the author$/,
    );
    await writeFile(join(root, "file"), "");
    const blocked = fetchEntry(entry("http://127.0.0.1:1"), { root: join(root, "file") });
    await expect(blocked).rejects.toThrow(/cannot be written; got (ENOTDIR|EEXIST|ENOENT)/);
  });
});

/** The folder's `tiny-bin` as a tar.gz. */
async function packed(folder: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of create({ gzip: true, cwd: folder }, ["tiny-bin"])) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A folder with `tiny-bin`, which holds the files. */
async function filesOf(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "tiny-bin"));
  for (const [file, bytes] of Object.entries(files)) await writeFile(join(folder, "tiny-bin", file), bytes);
  return folder;
}

function withArchive(url: string): DatasetEntry {
  return {
    ...entry(url, false),
    downloads: [{ file: "tiny.tar.gz", urls: [`${url}/tiny.tar.gz`], bytes: null, checksum: null, archive: "tar.gz" }],
  };
}

describe("an archive", () => {
  const archived = async (files: Readonly<Record<string, Uint8Array>>) => packed(await filesOf(files));

  it("gives the dataset's files and nothing else", async () => {
    const archive = await archived({ ...stored, "readme.html": Buffer.from("hello") });
    const server = await serveFiles({ "tiny.tar.gz": archive });
    const root = await temporaryFolder();
    const folder = await fetchEntry(withArchive(server.url), { root });
    expect((await readdir(folder)).sort()).toEqual([receiptFile, ...Object.keys(stored)].sort());
    expect((await open(withArchive(server.url), root)).test.count).toBe(4);
  });

  it("is refused when it is damaged or lacks a file", async () => {
    const whole = await archived(stored);
    const { "test-labels.gz": _, ...rest } = stored;
    for (const bytes of [whole.subarray(0, whole.length / 2), Buffer.from("no archive"), await archived(rest)]) {
      const server = await serveFiles({ "tiny.tar.gz": bytes });
      const root = await temporaryFolder();
      await expect(fetchEntry(withArchive(server.url), { root })).rejects.toMatchObject({ code: "data" });
      expect(await locate(withArchive(server.url), root)).not.toMatchObject({ state: "present" });
      expect((await readdir(join(root, "cache", "tiny"))).filter((name) => name.includes("tar"))).toEqual([]);
    }
  });
});

describe("files whose checksums nobody publishes", () => {
  /** Files of the dataset's sizes, put there by hand. */
  async function byHand(): Promise<string> {
    const root = await temporaryFolder();
    await mkdir(join(root, "cache", "tiny"), { recursive: true });
    for (const [file, bytes] of Object.entries(decoded)) {
      await writeFile(join(root, "cache", "tiny", file), gzipSync(bytes.with(bytes.length - 1, 1)));
    }
    return root;
  }

  it("are not taken for the dataset's, and their own name is said", async () => {
    const root = await byHand();
    await expect(open(entry("http://127.0.0.1:1", false), root)).rejects.toThrow(
      /\.gz: cannot be told to be Tiny's: .*; .*evenkeel data fetch tiny, or ask the author; or .*--dataset idx:.*cache.tiny$/,
    );
  });

  it("are fetched over, and then known by what was fetched", async () => {
    const root = await byHand();
    const server = await serveFiles(stored);
    await fetchEntry(entry(server.url, false), { root });
    expect(await open(entry(server.url, false), root)).toMatchObject({ contentVerified: true });
    await writeFile(join(root, "cache", "tiny", "test-labels.gz"), gzipSync(decoded["test-images.gz"] ?? ""));
    await expect(open(entry(server.url, false), root)).rejects.toThrow(/test-labels\.gz: (too long|wrong checksum)/);
  });

  it("come out of an archive that was put there by hand, when it is the published one", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "tiny-bin"));
    for (const [file, bytes] of Object.entries(stored)) await writeFile(join(folder, "tiny-bin", file), bytes);
    const archive = await packed(folder);
    const root = await byHand();
    const lay = (bytes: Uint8Array) => writeFile(join(root, "cache", "tiny", "tiny.tar.gz"), bytes);
    const own = withArchive("http://127.0.0.1:1");
    const [file] = own.downloads;
    if (file === undefined) throw new Error("an archive");
    const known: DatasetEntry = {
      ...own,
      downloads: [{ ...file, checksum: { algorithm: "sha256", hex: sha256(archive) } }],
    };
    await lay(archive.subarray(1));
    await expect(fetchEntry(known, { root })).rejects.toThrow(/cannot be downloaded/);
    await lay(archive);
    await fetchEntry(known, { root });
    expect(await open(known, root)).toMatchObject({ contentVerified: true });
  });
});

describe("an archive with a trap", () => {
  it("is refused when a link or an endless file stands for one of the dataset's", async () => {
    for (const lay of [
      (file: string) => symlink(import.meta.filename, file),
      (file: string) => writeFile(file, Buffer.alloc(1_000_000)),
    ]) {
      const folder = await temporaryFolder();
      const inside = join(folder, "tiny-bin");
      await mkdir(inside);
      for (const [file, bytes] of Object.entries(stored)) await writeFile(join(inside, file), bytes);
      await rm(join(inside, "test-labels.gz"));
      await lay(join(inside, "test-labels.gz"));
      const server = await serveFiles({ "tiny.tar.gz": await packed(folder) });
      const root = await temporaryFolder();
      const fetching = fetchEntry(withArchive(server.url), { root });
      await expect(fetching).rejects.toThrow(/test-labels\.gz: cannot be read; got ENOENT/);
    }
  });
});

describe("an archive that expands without end", () => {
  it("is left when it is longer than its files can be", async () => {
    const whole = gunzipSync(await packed(await filesOf(stored)));
    const zeros = Buffer.alloc(64 * 2 ** 20);
    const folder = await filesOf({ ...stored, "zeros.bin": zeros });
    for (const archive of [gzipSync(zeros), gzipSync(Buffer.concat([whole, zeros])), await packed(folder)]) {
      const server = await serveFiles({ "tiny.tar.gz": archive });
      const fetching = fetchEntry(withArchive(server.url), { root: await temporaryFolder() });
      await expect(fetching).rejects.toThrow(/too long an archive; expected at most \d+ bytes unpacked; got more/);
    }
  });
});

describe.skipIf(process.platform === "win32")("the mode of a file in an archive", () => {
  it("is not taken over", async () => {
    const folder = await filesOf(stored);
    for (const file of Object.keys(stored)) await chmod(join(folder, "tiny-bin", file), 0o6777);
    const server = await serveFiles({ "tiny.tar.gz": await packed(folder) });
    const fetched = await fetchEntry(withArchive(server.url), { root: await temporaryFolder() });
    for (const file of Object.keys(stored)) expect((await stat(join(fetched, file))).mode & 0o7133).toBe(0);
  });
});

describe("datasetFetch", () => {
  it("has nothing to do for the embedded subset", async () => {
    expect(await datasetFetch("fashion-mnist-subset")).toMatch(/fashion-mnist-subset$/);
  });

  it("refuses an unknown name and a folder", async () => {
    await expect(datasetFetch("imagenet")).rejects.toThrow(
      /unknown dataset "imagenet"; expected fashion-mnist-subset, /,
    );
    await expect(datasetFetch("folder:pets")).rejects.toMatchObject({ code: "usage", exitCode: 2 });
  });
});
