import { tellingImagesOf } from "@evenkeel/analysis";
import { madeUpRun } from "@evenkeel/analysis/fixture";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { html } from "../../src/exporters/html.ts";

const model = "lenet-5";
const data = madeUpRun({ models: [model] });
const [first] = tellingImagesOf(data, model);
const image = first?.image ?? -1;

test("an image stands with its class, what it is taken for and by whom, and its picture where the folder keeps it", () => {
  const kept = { height: 1, width: 2, channels: 1 as const, pictures: [{ image, pixels: "AP8=" }] };
  const { document } = parseHTML(html({ ...data, pictures: { [model]: kept } }));
  const told = document.getElementById(`image-${model}.${image}`);
  expect(told?.querySelector("img")?.getAttribute("src")).toMatch(/^data:image\/png;base64,/);
  expect(told?.querySelector("img")?.getAttribute("alt")).toContain(`test image ${image}, `);
  expect(told?.querySelectorAll(".verdict").length).toBe(first?.votes.length);
  expect(told?.textContent).toMatch(/\d+%/);
  expect(document.querySelectorAll("#images img")).toHaveLength(1);
});

test("without pictures the images are named, and it is said why", () => {
  const { document } = parseHTML(html(data));
  expect(document.querySelectorAll("#images img")).toHaveLength(0);
  expect(document.querySelector("#images p")?.textContent).toContain("Images without a picture are named");
  expect(document.getElementById(`image-${model}.${image}`)).not.toBeNull();
});
