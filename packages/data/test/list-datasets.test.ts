import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { datasets, listDatasets } from "../src/index.ts";
import { temporaryFolder } from "./folder.ts";

it("lists every dataset, what is here and how to get the rest", async () => {
  const listed = await listDatasets();
  expect(listed.map(({ name }) => name)).toEqual([...datasets.keys()]);
  expect(listed.find(({ name }) => name === "fashion-mnist-subset")).toMatchObject({
    state: "present",
    licence: "MIT",
  });
  for (const { howToGet } of listed) expect(howToGet).not.toBe("");
});

it("looks under the given root, and calls present only what is complete", async () => {
  const root = await temporaryFolder();
  const state = async (name: string) => (await listDatasets({ root })).find((own) => own.name === name)?.state;
  const folder = join(root, ".cache", "datasets", "cifar-10");
  await mkdir(folder, { recursive: true });
  const files = datasets.get("cifar-10")?.files ?? [];
  for (const { file } of files.slice(1)) await writeFile(join(folder, file), "");
  expect([await state("cifar-10"), await state("fashion-mnist-subset")]).toEqual(["absent", "absent"]);
  await writeFile(join(folder, files[0]?.file ?? ""), "");
  expect(await state("cifar-10")).toBe("present");
});
