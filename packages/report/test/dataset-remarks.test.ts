import { madeUpRun } from "@evenkeel/analysis/fixture";
import { datasetRemarkKinds, type DatasetRemark } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { html } from "../src/exporters/html.ts";
import { remarkLines } from "../src/index.ts";

const remarks: DatasetRemark[] = [
  { kind: "validation-as-test", count: 1, examples: ["val/a/0.png"] },
  { kind: "no-image", count: 1203, examples: ["a.txt", "b.txt"] },
  { kind: "hidden", count: 2, examples: [".git", "Thumbs.db"] },
  { kind: "repeated-in-test", count: 3, examples: ["<b>.png", "d.png", "e.png"] },
];

describe("what was found of a dataset's files", () => {
  it("is counted, with the first few named", () => {
    expect(remarkLines({ remarks })).toEqual([
      "1 image of the validation folder, used as test images: val/a/0.png",
      "1,203 files of another kind than images, not used: a.txt, b.txt, and 1,201 more files",
      "2 hidden items, not used: .git, Thumbs.db",
      "3 test images equal to a training image in every pixel: <b>.png, d.png, e.png",
    ]);
    expect(remarkLines({})).toEqual([]);
  });

  it("has words for every kind", () => {
    for (const kind of datasetRemarkKinds) {
      const [line] = remarkLines({ remarks: [{ kind, count: 7, examples: ["x"] }] });
      expect(line).toMatch(/^7 [\w ]+s\b.*: x, and 6 more [\w ]+s$/);
    }
  });

  it("stands on the page, once for each dataset", () => {
    const { run, ...data } = madeUpRun({ backends: ["onnx-cpu"], models: ["lenet-5", "keras-mlp"], tasks: ["train"] });
    expect(run.workloads).toHaveLength(2);
    const workloads = run.workloads.map((workload) => ({ ...workload, dataset: { ...workload.dataset, remarks } }));
    const page = html({ ...data, run: { ...run, workloads } });
    expect(page.match(/1,203 files of another kind than images, not used/g)).toHaveLength(1);
    expect(page).toContain("equal to a training image in every pixel");
    expect(page).toContain("&lt;b&gt;.png");
    expect(page).not.toContain("<b>.png");
    expect(html({ ...data, run })).not.toContain("remarks-table");
  });
});
