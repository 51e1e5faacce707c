import type { RunData } from "@evenkeel/analysis";
import { madeUpRun, unfinished } from "@evenkeel/analysis/fixture";
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import type { BadgeOf } from "../../src/exporters/exporter.ts";
import { badge } from "../../src/exporters/badge.ts";

const models = ["lenet-5"];

function drawn(data: RunData, of: BadgeOf = {}) {
  const svg = [...badge({ data, folder: "", table: "measurements", badge: of })].join("");
  const { document } = parseHTML(`<!doctype html><html><body>${svg}</body></html>`);
  return { svg, document, said: document.querySelector("title")?.textContent };
}

test("names the leader of a column and what it reached", () => {
  const data = madeUpRun({ models, rounds: 6 });
  expect(drawn(data).said).toMatch(/^train: onnx-cpu · [\d,]+ images\/s$/);
  expect(drawn(data, { column: "p50" }).said).toMatch(/^one prediction, p50: onnx-cpu · 0\.\d+ ms$/);
});

test("claims no winner where there is none", () => {
  const alike = madeUpRun({ models, backends: ["one", "two", "three"], rounds: 6 });
  expect(drawn(alike).said).toMatch(/^train: 3 backends (alike|not told apart)$/);
  expect(drawn(madeUpRun({ models, rounds: 5 })).said).toBe("train: too few rounds to rank");
  expect(drawn(madeUpRun({ models, backends: ["onnx-cpu"] })).said).toMatch(/^train: onnx-cpu alone · /);
  const reason = { code: "crashed", message: "out of luck", remedy: null };
  const nothing = madeUpRun({ models, settle: (_cell, result) => unfinished(result, "failed", reason) });
  expect(drawn(nothing).said).toBe("train: not ranked");
  expect(drawn(madeUpRun({ models, tasks: ["latency"] }), { column: "accuracy" }).said).toBe("accuracy: not measured");
  expect(drawn(alike).svg).not.toContain("#0d6b45");
});

test("says the value of a backend without ranking it, and the workload where there are several", () => {
  const data = madeUpRun({ rounds: 2 });
  expect(drawn(data, { backend: "onnx-wasm", workload: "keras-mnist-cnn-small" }).said).toMatch(
    /^train, keras-mnist-cnn-small: onnx-wasm · [\d,]+ images\/s$/,
  );
  expect(drawn(data, { backend: "tfjs-cpu" }).said).toMatch(/, not ranked$/);
});

test("is one well-formed image, whatever a backend is called", () => {
  const names = fc.string({ minLength: 1, maxLength: 120, unit: "binary" });
  fc.assert(
    fc.property(names, (name) => {
      const { svg, document } = drawn(madeUpRun({ models, tasks: ["train"], backends: [`"<b>&'${name}`] }));
      expect(document.querySelectorAll("b, script")).toHaveLength(0);
      expect(document.querySelectorAll("svg text")).toHaveLength(2);
      expect(svg.match(/</g)).toHaveLength(svg.match(/>/g)?.length ?? 0);
      expect(Number(document.querySelector("svg")?.getAttribute("width"))).toBeLessThan(800);
    }),
    { numRuns: 50 },
  );
});
