import { readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readOpenness, writeOpenness, type AssessedModel } from "../src/index.ts";
import { temporaryFolder } from "./fixtures.ts";

const none = { class: "none", next: "III, Open Model", missing: ["Model card: it is absent"] };
const model: AssessedModel = {
  model: "tiny",
  title: "Tiny",
  producer: "nobody",
  framework: "Model Openness Framework 1.0",
  components: [
    {
      id: "model-card",
      title: "Model card",
      class: "III",
      licence: "MIT",
      state: "declared",
      step: 1,
      evidence: "",
      counts: { declared: true, proved: false },
      date: "2026-11-28",
      source: "a test",
    },
  ],
  declared: none,
  proved: none,
  facts: [
    { dimension: "cost", what: "price", value: "0 EUR", basis: "declared", date: "2026-11-28", source: "a test" },
  ],
  problems: [],
};

describe("openness of a run folder", () => {
  it("is read as it was written, and null where there is none", async () => {
    const folder = await temporaryFolder();
    expect(await readOpenness(folder)).toBeNull();
    await writeOpenness(folder, { models: [model] });
    expect(await readOpenness(folder)).toEqual({ models: [model] });
  });

  it("keeps no path of the machine", async () => {
    const folder = await temporaryFolder();
    await writeOpenness(folder, { models: [{ ...model, problems: [`${homedir()}/secret/place.txt is not here`] }] });
    expect(await readFile(join(folder, "openness.json"), "utf8")).not.toContain(homedir());
  });

  it("is refused in one line where it is damaged, and unknown fields are passed over", async () => {
    const folder = await temporaryFolder();
    const write = (value: unknown) => writeFile(join(folder, "openness.json"), JSON.stringify(value));
    await write({ models: [{ ...model, score: 7 }] });
    expect(await readOpenness(folder)).toEqual({ models: [model] });
    await write({ models: [{ ...model, title: 7 }] });
    await expect(readOpenness(folder)).rejects.toThrow(/openness\.json: damaged; .*models\.0\.title/);
    await write({ models: Array.from({ length: 51 }, () => model) });
    await expect(readOpenness(folder)).rejects.toThrow(/openness\.json: damaged/);
    await expect(writeOpenness(folder, { models: [{ ...model, title: 7 as never }] })).rejects.toThrow(/title/);
  });
});
