import { readRunData, tellingImagesOf } from "@evenkeel/analysis";
import { madeUpRun, writtenRun } from "@evenkeel/analysis/fixture";
import { datasetSha256, openDataset } from "@evenkeel/data";
import { describe, expect, it } from "vitest";
import { keepPictures, renderWithPictures } from "../src/keep-pictures.ts";

const model = "lenet-5";

async function runOn(name: string, sha256: string) {
  const data = madeUpRun({ models: [model] });
  const workloads = data.run.workloads.map((one) => ({ ...one, dataset: { ...one.dataset, name, sha256 } }));
  return writtenRun({ ...data, run: { ...data.run, workloads } });
}

describe("pictures of a run", () => {
  it("are those that the page shows, of the dataset that the run saw", async () => {
    const dataset = await openDataset("fashion-mnist-subset");
    const folder = await runOn(dataset.name, datasetSha256(dataset));
    const page = await renderWithPictures(folder);
    const data = await readRunData(folder);
    const images = tellingImagesOf(data, model).map(({ image }) => image);
    const kept = data.pictures?.[model];
    expect(kept?.pictures.map(({ image }) => image)).toEqual(images);
    const [image = 0] = images;
    const pixels = dataset.test.pixels.subarray(image * 784, (image + 1) * 784);
    expect(Buffer.from(kept?.pictures[0]?.pixels ?? "", "base64")).toEqual(Buffer.from(pixels));
    expect(page.match(/<img src="data:image\/png/g)).toHaveLength(images.length);
    expect(await renderWithPictures(folder)).toBe(page);
  });

  it.each([
    ["of a dataset with another content", "fashion-mnist-subset", "ef".repeat(32)],
    ["of one's own data", "folder:my-photos", "ef".repeat(32)],
  ])("are not kept %s", async (_what, name, sha256) => {
    const folder = await runOn(name, sha256);
    await keepPictures(folder, await readRunData(folder));
    expect((await readRunData(folder)).pictures).toBeUndefined();
  });
});
