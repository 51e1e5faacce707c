import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError, UsageError } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { datasets, datasetsOf, findDataset, parseManifest, projectRoot } from "../src/manifest.ts";
import { temporaryFolder } from "./folder.ts";

const text = readFileSync(join(projectRoot, "datasets/manifest.json"), "utf8");

describe("datasets/manifest.json", () => {
  it("names the datasets that the documents promise", () => {
    expect([...datasets.keys()]).toEqual(["fashion-mnist-subset", "fashion-mnist", "mnist", "cifar-10"]);
  });

  it.each([...datasets.values()])("declares sizes of $name that agree with each other", (entry) => {
    const { height, width, channels, files, trainCount, testCount } = entry;
    const imageBytes = height * width * channels;
    for (const [part, count] of [
      ["train", trainCount],
      ["test", testCount],
    ] as const) {
      const own = files.filter((file) => file.part === part);
      const bytes = own.reduce((sum, { decodedBytes }) => sum + decodedBytes, 0);
      const headers = entry.format === "idx" ? 16 + 8 : 0;
      expect(bytes).toBe(headers + count * (imageBytes + 1));
    }
  });

  it("knows a published checksum of everything: of the files, or of the archive that they come in", () => {
    const vouchedFor = [...datasets.values()].map(({ name, files, downloads }) => {
      const byFile = files.every(({ decodedSha256 }) => decodedSha256 !== null);
      return [name, byFile ? "files" : downloads.every(({ checksum }) => checksum !== null) ? "archive" : "nothing"];
    });
    expect(Object.fromEntries(vouchedFor)).toEqual({
      "fashion-mnist-subset": "files",
      "fashion-mnist": "files",
      mnist: "files",
      "cifar-10": "archive",
    });
  });

  it("holds the licence beside the embedded images", () => {
    const folder = join(projectRoot, "datasets/fashion-mnist-subset");
    expect(readFileSync(join(folder, "LICENSE"), "utf8")).toContain("Zalando SE");
    expect(existsSync(join(folder, "README.md"))).toBe(true);
  });
});

/** The manifest with null for the checksums of a dataset's downloads. */
function withoutChecksums(wanted: string): string {
  const all = [...datasets.values()].map((entry) => ({
    ...entry,
    downloads: entry.downloads.map((file) => (entry.name === wanted ? { ...file, checksum: null } : file)),
  }));
  return JSON.stringify({ datasets: all });
}

describe("parseManifest", () => {
  it("reads the manifest", () => expect(parseManifest(text, "here")).toEqual(new Map(datasets)));

  it("asks for no checksum of downloads whose files have one", () => {
    expect(parseManifest(withoutChecksums("mnist"), "here").size).toBe(datasets.size);
  });

  it.each([
    ["no JSON", text.slice(0, -10), "here: not a manifest"],
    [
      "a folder in a file name",
      text.replace("train-images-idx3-ubyte.gz", "../train.gz"),
      "expected a file name without a folder",
    ],
    [
      "a short checksum",
      text.replace(/"decodedSha256": "\w{8}/, '"decodedSha256": "'),
      "64 lower-case hexadecimal digits",
    ],
    ["an unknown field", text.replace('"title"', '"tilte"'), "tilte"],
    ["another scheme", text.replaceAll("http://", "file://"), "Invalid URL"],
    ["what nothing vouches for", withoutChecksums("cifar-10"), "nothing vouches for what is fetched"],
    ["two of one name", text.replace('"name": "mnist"', '"name": "cifar-10"'), "two datasets of one name"],
  ])("refuses %s in one line", (_, damaged, message) => {
    expect(() => parseManifest(damaged, "here")).toThrow(DataError);
    expect(() => parseManifest(damaged, "here")).toThrow(message);
    expect(() => parseManifest(damaged, "here")).not.toThrow("\n");
  });
});

it("an unknown dataset is wrong use, and the message names the known ones", () => {
  expect(() => findDataset("imagenet")).toThrow(UsageError);
  expect(() => findDataset("imagenet")).toThrow(
    /imagenet.*fashion-mnist-subset, fashion-mnist, mnist, cifar-10.*folder:<path>/,
  );
});

it("is read when a dataset is asked for, and then fails in one line where it is damaged", async () => {
  const folder = await temporaryFolder();
  const file = join(folder, "manifest.json");
  const damaged = datasetsOf(file);
  await writeFile(file, '{"datasets": [');
  expect(() => damaged.has("mnist")).toThrow(
    /manifest\.json: not a manifest of datasets; got .*; restore it from git$/,
  );
  expect(() => [...datasetsOf(join(folder, "none.json")).keys()]).toThrow(/none\.json: cannot be read; got ENOENT/);
});
