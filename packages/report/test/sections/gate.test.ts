import { type MadeUpOptions, failingGate, madeUpRun } from "@evenkeel/analysis/fixture";
import type { CheckResult } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { gateOf, type RunData } from "@evenkeel/analysis";
import { failureAnchor } from "../../src/anchors.ts";
import { matrixOf as matrixFrom } from "../../src/sections/gate/matrix.ts";
import { html } from "../../src/exporters/html.ts";
import { gateSentences } from "../../src/sections/gate/sentences.ts";
import { gateView } from "../../src/sections/gate/view.ts";

const tasks = ["gradients", "train"] as const;
const backends = ["onnx-cpu", "onnx-wasm", "tfjs-wasm"];
const made = (options: MadeUpOptions = {}) => madeUpRun({ tasks, backends, ...options });

function gatesOf(data: RunData) {
  const gates = gateOf(data);
  if (gates === null) throw new Error("no gate");
  return gates;
}
const matrixOf = (data: RunData) => matrixFrom(gatesOf(data));
const wordsOf = (data: RunData) =>
  matrixOf(data).groups.flatMap(({ rows }) =>
    rows.map(({ subject, cells }) => [subject, ...cells.map(({ words }) => words)]),
  );
const sentencesOf = (data: RunData) =>
  gateSentences(gatesOf(data), true).map(({ text }) => text.replaceAll("\u00A0", " "));

describe("the matrix", () => {
  test("has layer kinds, then models, by backend", () => {
    expect(matrixOf(made()).groups.map(({ title }) => title)).toEqual(["Layer kinds", "Models"]);
    expect(wordsOf(made())).toEqual(
      ["dense", "flatten", "keras-mnist-cnn", "keras-mnist-cnn-small"].map((subject) => [
        subject,
        ...Array(3).fill("passed"),
      ]),
    );
  });

  test("counts what failed, links to it, and does not blame for what is unsupported", () => {
    const data = failingGate(made(), "tfjs-wasm");
    expect(wordsOf(data).slice(0, 2)).toEqual([
      ["dense", "passed", "passed", "failed 4 of 8"],
      ["flatten", "passed", "passed", "unsupported"],
    ]);
    const [layers] = matrixOf(data).groups;
    expect(layers?.rows[0]?.cells[2]).toMatchObject({
      verdict: "failed",
      notes: ["0.52"],
      href: "check-tfjs-wasm.dense-plain-gradients",
    });
    expect(layers?.rows[1]?.cells[2]).toMatchObject({ verdict: "unsupported", notes: [] });
  });

  test("says why there is no check", () => {
    const data = made({ settle: (cell, result) => (cell.backend === "onnx-wasm" ? null : result) });
    expect(wordsOf(data).map((row) => row[2])).toEqual(Array(4).fill("not run"));
    const limited = made({ settle: (cell, result) => (cell.model === "keras-mnist-cnn" ? result : null) });
    expect(wordsOf(limited).at(-1)).toEqual(["keras-mnist-cnn-small", "not run", "not run", "not run"]);
  });

  test("is not there where the run has no gate", () => {
    expect(gateOf(madeUpRun({ backends }))).toBeNull();
  });
});

describe("the sentences", () => {
  test("say what was proved when everything passed", () => {
    expect(sentencesOf(made())).toEqual([
      expect.stringMatching(
        /^All 60 checks of the gradient gate passed on 3 backends, largest relative error [\d.]+ × 10⁻⁷ \(.+; 10⁻⁵ allowed\)\.$/,
      ),
    ]);
  });

  test("say who fails and what follows, and what the others proved", () => {
    const [failure, proof, ...rest] = sentencesOf(failingGate(made(), "tfjs-wasm"));
    expect(failure).toBe("tfjs-wasm fails the gradient gate, 4 of 20 checks: its training is not compared.");
    expect(proof).toMatch(/^onnx-cpu and onnx-wasm passed all that was asked, 40 checks, largest relative error/);
    expect(rest).toEqual([]);
  });

  test("name the models when a backend fails on some of them", () => {
    const data = failingGate(made(), "tfjs-wasm");
    data.samples.checks.delete("r1.gradients.keras-mnist-cnn-small.tfjs-wasm.s1");
    expect(sentencesOf(data)[0]).toBe(
      "tfjs-wasm fails the gradient gate on keras-mnist-cnn, 4 of 16 checks: its training there is not compared.",
    );
  });

  test("name what was not proved", () => {
    expect(sentencesOf(made({ settle: () => null }))).toEqual([
      "Not proved by the gradient gate: keras-mnist-cnn and keras-mnist-cnn-small on every backend, not run.",
    ]);
    const settle: MadeUpOptions["settle"] = (cell, result) => {
      if (result.state !== "completed" || cell.backend === "onnx-cpu") return result;
      if (cell.backend === "onnx-wasm") return null;
      const { measurements: _, limits: __, ...rest } = result;
      const reason = { code: "time-budget", message: "killed after 20 s", remedy: null };
      return { ...rest, state: "over-budget", measurements: {}, partialMeasurements: {}, reason };
    };
    expect(sentencesOf(made({ models: ["lenet-5"], settle })).slice(1)).toEqual([
      "Not proved by the gradient gate: lenet-5 on onnx-wasm, not run.",
      "Not proved by the gradient gate, and therefore not compared in training: lenet-5 on tfjs-wasm, over budget.",
    ]);
    const lost = made({ models: ["lenet-5"], backends: ["onnx-cpu"] });
    lost.samples.checks.clear();
    expect(sentencesOf(lost)).toEqual([
      "Not proved by the gradient gate: lenet-5 on onnx-cpu, the checks cannot be read.",
    ]);
    expect(gateView(gatesOf(lost)).matrix).toBeNull();
    expect(html(lost)).toContain("none of them can be read from this run folder");
    expect(html(made({ models: ["lenet-5"] }))).not.toContain("none of them can be read");
  });
});

describe("details", () => {
  const { failures, errors } = gateView(gatesOf(failingGate(made(), "tfjs-wasm")));

  test("list every failed check with its message and numbers", () => {
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ backend: "tfjs-wasm", summary: "4 failed checks", open: true });
    expect(failures[0]?.checks[0]).toMatchObject({
      id: "check-tfjs-wasm.dense-plain-gradients",
      check: "dense/plain/gradients",
      message: "the bias gradient is 0",
    });
    expect(failures[0]?.checks[0]?.numbers).toMatch(
      /^logits\.kernel, relative error 0\.52, 10⁻⁵ allowed, absolute error .+, \d ULP$/,
    );
  });

  test("hold each subject and quantity with its count, errors, tensor and tolerance", () => {
    expect(errors.map(({ summary }) => summary)).toEqual([
      "20 checks: 20 passed",
      "20 checks: 20 passed",
      "20 checks: 12 passed, 2 failed, 2 came to an error, 4 unsupported",
    ]);
    const rows = errors[2]?.table.rows.map(({ id, head, cells }) => [id, head, ...cells.map(({ text }) => text)]) ?? [];
    expect(rows).toHaveLength(16);
    expect(rows[2]?.slice(0, 6)).toEqual([
      "gate-tfjs-wasm.layer.dense.gradients",
      "dense",
      "gradients",
      "2",
      "failed",
      "0.52",
    ]);
    expect([rows[3]?.[5], rows[3]?.at(-1)]).toEqual(["no measure", "plain"]);
    expect([rows[4]?.[4], rows[4]?.[5], rows[4]?.at(-1)]).toEqual(["unsupported", "–", "it has no flatten"]);
  });

  test("stay folded where very many checks fail", () => {
    const gate = gatesOf(failingGate(made(), "tfjs-wasm")).find(({ failed }) => failed.length > 0);
    if (gate === undefined) throw new Error("nothing fails");
    const many = Array.from({ length: 13 }, (_, index) => ({
      ...(gate.failed[0] as CheckResult),
      id: `dense/${index}/loss`,
    }));
    expect(gateView([{ ...gate, failed: many }]).failures[0]?.open).toBe(false);
  });
});

test("what is not comparable leads to the failed check, or to the gate's cell when its checks are lost", () => {
  const data = failingGate(made(), "tfjs-wasm");
  const place = { workload: "keras-mnist-cnn", backend: "tfjs-wasm" };
  expect(failureAnchor(data, place)).toBe("check-tfjs-wasm.dense-plain-gradients");
  data.samples.checks.clear();
  expect(failureAnchor(data, place)).toBe("cell-r1.gradients.keras-mnist-cnn.tfjs-wasm.s1");
  expect(failureAnchor(madeUpRun({ backends }), place)).toBeNull();
});
