import { madeUpRun } from "@evenkeel/analysis/fixture";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { html } from "../../src/exporters/html.ts";
import { model, row, type Model } from "./assessed-model.ts";

const page = (models: readonly Model[]) =>
  parseHTML(html({ ...madeUpRun(), ...(models.length > 0 && { openness: { models } }) })).document;
const texts = (
  root: { querySelectorAll(selector: string): Iterable<{ textContent: string | null }> },
  selector: string,
) => [...root.querySelectorAll(selector)].map(({ textContent }) => textContent?.trim());

test("a page whose folder keeps no assessment is the same as ever", () => {
  expect(page([]).querySelector("#openness")).toBeNull();
  expect(html({ ...madeUpRun(), openness: { models: [] } })).toBe(html(madeUpRun()));
});

test("shows both classes, what is missing, components and facts", () => {
  const section = page([model]).querySelector("#openness");
  if (section === null) throw new Error("no section");
  const cells = (id: string) => texts(section, `[id="${id}.1"] th, [id="${id}.1"] td`);
  expect(cells("openness-classes")).toEqual([
    "tiny",
    "II, Open Tooling",
    "none",
    "class III, Open Model: Model card: it cannot be observed",
  ]);
  expect(cells("openness-tiny")).toEqual([
    "Datasets",
    "I",
    "MIT",
    "exercised in this run",
    "dataset dots (sha256 abababababab)",
  ]);
  expect(texts(section, '[id="openness-tiny.2"] td')).toContain("not-observable");
  expect(cells("openness-tiny-facts")).toEqual(["price", "cost", "0 EUR", "declared", "LICENSE"]);
  expect(section.textContent).toContain("Where no date or source stands: as of 2026-11-28, from a test.");
  expect(section.textContent).toContain(
    "As declared, missing for class I, Open Science: Research paper: it is absent.",
  );
  expect(section.textContent).toContain("Without evidence: Model card: it is gone.");
});

test("escapes whatever the facts say", () => {
  const evil = "<script>alert(1)</script>";
  const document = page([
    { ...model, model: evil, title: evil, producer: evil, components: [{ ...row, evidence: evil, source: evil }] },
  ]);
  expect(texts(document, "#openness script")).toEqual([]);
  expect(document.querySelector("#openness")?.textContent).toContain(evil);
});
