import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { takePlace } from "../src/index.ts";
import { freshPlace } from "./fixture/queues.ts";

it("is one worker's, and the same place for the next one", async () => {
  const place = await freshPlace();
  await expect(takePlace(place.runsFolder)).rejects.toThrow(/a worker is running here/);
  place.release();
  const again = await takePlace(place.runsFolder);
  expect(again.id).toBe(place.id);
  again.release();
  expect((await readdir(place.runsFolder)).filter((name) => !name.startsWith("."))).toEqual([]);
});

it("gets a new id where its file is damaged", async () => {
  const place = await freshPlace();
  place.release();
  await writeFile(join(place.runsFolder, ".place"), "../../etc");
  const again = await takePlace(place.runsFolder);
  expect(again.id).toMatch(/^[0-9a-f-]{36}$/);
  expect(again.id).not.toBe(place.id);
  again.release();
});
