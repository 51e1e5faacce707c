import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { datasetFiles } from "../src/index.ts";

test("names the files of a dataset and where another checkout looks for them", async () => {
  const files = await datasetFiles("fashion-mnist-subset");
  expect(files).toHaveLength(4);
  for (const { from, to } of files) {
    expect(existsSync(from)).toBe(true);
    expect(from).toBe(resolve(import.meta.dirname, "../../..", to));
  }
});

test("says how to get what is not here", async () => {
  await expect(datasetFiles("mnist", { root: import.meta.dirname })).rejects.toThrow(
    /dataset mnist is not on this machine; .*data fetch mnist/,
  );
  await expect(datasetFiles("no-such")).rejects.toThrow(/unknown dataset/);
});
