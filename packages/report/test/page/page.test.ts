import { createHash } from "node:crypto";
import type { CellResult } from "@evenkeel/core";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import type { RunData } from "@evenkeel/analysis";
import {
  type MadeUpOptions,
  failingGate,
  madeUpRun,
  withGivenModel,
  writtenRun,
  unfinished,
} from "@evenkeel/analysis/fixture";
import { model as assessedModel } from "../sections/assessed-model.ts";
import { html as htmlOf } from "../../src/exporters/html.ts";
import type { EmbeddedData } from "../../src/page/embedded-data.ts";
import { pageScript } from "../../src/page/page-script.ts";
import { renderReport } from "../../src/render-report.ts";
import { sections } from "../../src/sections/index.ts";
import { evil, hostileRun } from "./hostile-run.ts";

function rendered(options: MadeUpOptions = {}, change = (data: RunData): RunData => data) {
  const html = htmlOf(change(madeUpRun(options)));
  return { html, document: parseHTML(html).document };
}

type Page = ReturnType<typeof parseHTML>["document"];
const gated = ["gradients", "train", "evaluate", "latency"] as const;
const failing = (data: RunData) => failingGate(data, "tfjs-wasm");
const textOf = (document: Page, selector: string) => document.querySelector(selector)?.textContent ?? "";

describe("the page", () => {
  test("has results, tables and charts of every model, each at an anchor of its own", () => {
    const { document } = rendered();
    expect(textOf(document, "h1")).toBe("Two Keras CNNs on native CPU and WebAssembly");
    expect(textOf(document, "#results")).toContain("Fastest to train");
    for (const id of ["loss", "difference", "latency", "throughput", "trade-off"]) {
      expect(document.querySelectorAll(`#${id}-keras-mnist-cnn [role=img] svg`)).toHaveLength(1);
      expect(document.querySelectorAll(`#data-${id}-keras-mnist-cnn tbody tr`).length).toBeGreaterThan(2);
    }
    expect(document.querySelectorAll("#agreement-keras-mnist-cnn tbody tr")).toHaveLength(6);
    expect(document.querySelectorAll(".confusion")).toHaveLength(8);
    expect(document.getElementById("cell-r1.train.keras-mnist-cnn.onnx-cpu.s1")?.textContent).toContain("train.stepMs");
    expect(repeatedIds(document)).toEqual([]);
  });

  test("shows the gradient gate, and leads from what is not comparable to the failed check", () => {
    const { document } = rendered({ tasks: gated }, failing);
    expect(document.querySelectorAll("#gate-table tbody tr:not(.group) td")).toHaveLength(16);
    expect(textOf(document, "#check-tfjs-wasm\\.dense-plain-gradients")).toContain("the bias gradient is 0");
    const row = document.getElementById("compare-keras-mnist-cnn.tfjs-wasm");
    const links = [...(row?.querySelectorAll(".value a") ?? [])].map((link) => [
      link.textContent,
      link.getAttribute("href"),
    ]);
    expect(links).toHaveLength(5);
    expect(new Set(links.flat())).toEqual(new Set(["not comparable", "#check-tfjs-wasm.dense-plain-gradients"]));
    for (const table of ["gaps-table", "cells-table"]) {
      expect(
        document.querySelectorAll(`#${table} a[href="#check-tfjs-wasm.dense-plain-gradients"]`).length,
      ).toBeGreaterThan(0);
    }
    expect(textOf(document, "#learning")).toContain("tfjs-wasm fails the gradient gate");
    expect(textOf(document, "#data-loss-keras-mnist-cnn thead")).not.toContain("tfjs-wasm");
    expect(repeatedIds(document)).toEqual([]);
  });

  test("never speaks of test accuracy where folds were held out", () => {
    const { document } = rendered({ rounds: 2, folds: 2, epochs: 2, augmentation: { flip: true } });
    expect(document.querySelectorAll("#folds-table tbody tr")).toHaveLength(8);
    for (const id of ["results", "comparison", "learning", "agreement", "speed", "classes"]) {
      expect(textOf(document, `#${id}`).replace("the test images stay untouched", "")).not.toMatch(
        /test (accuracy|images)/i,
      );
    }
    expect(textOf(document, "#learning")).toContain("mirrored left to right");
  });

  test("has no gate where the run has none", () => {
    const { document } = rendered();
    expect(document.querySelector("#gate, .gate-sentences")).toBeNull();
  });

  test("needs no network, runs no script but its own, and every link leads somewhere on it", () => {
    const { html, document } = rendered({ tasks: gated }, failing);
    expect(document.querySelectorAll("link, img, iframe, object, script[src]")).toHaveLength(0);
    expect(html).not.toMatch(/(?:src|href)="(?!#)|@import|url\(/);
    const [own, data] = document.querySelectorAll("script");
    const hash = createHash("sha256")
      .update(own?.textContent ?? "")
      .digest("base64");
    expect(data?.getAttribute("type")).toBe("application/json");
    expect(document.querySelector("meta[http-equiv]")?.getAttribute("content")).toBe(
      `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    for (const link of document.querySelectorAll("a")) {
      const id = link.getAttribute("href")?.slice(1) ?? "";
      expect(document.getElementById(id), id).not.toBeNull();
    }
  });

  test("joins the modules of its script without a name twice", () => {
    const names = [...pageScript.matchAll(/^(?:async )?(?:function|const|let) (\w+)/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(pageScript).not.toMatch(/^(?:import|export) /m);
  });

  test("gives the command to run again without the folder of this run", () => {
    const command = ["pnpm", "evenkeel", "run", "--out", "/home/me/secret", "--budget", "4", "--out=/home/me"];
    const { document } = rendered({ backends: ["onnx-cpu"] }, (data) => ({
      ...data,
      run: { ...data.run, command },
    }));
    expect(textOf(document, "pre")).toBe("pnpm evenkeel run --budget 4");
  });

  test("shows the accuracy of each epoch once there are two", () => {
    const { document } = rendered({ epochs: 2, backends: ["onnx-cpu", "onnx-wasm"] });
    expect(document.querySelectorAll("#data-accuracy-keras-mnist-cnn tbody tr")).toHaveLength(2);
  });

  test("stays below 3.5 MB for six rounds of eight models, and says that curves are thinned", () => {
    const models = Array.from({ length: 8 }, (_, index) => `model-${index + 1}`);
    const html = htmlOf(madeUpRun({ models, rounds: 6, testImages: 200 }));
    const { document } = parseHTML(html);
    expect(html.length).toBeLessThan(3.5e6);
    expect(textOf(document, "#loss-model-8")).toContain("Each point is the mean of 4 steps.");
  });
});

function repeatedIds(document: Page): string[] {
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

test("nothing from a run becomes markup, and nothing in it ends the data that the page carries", async () => {
  const html = await renderReport(await writtenRun(hostileRun()));
  const { document } = parseHTML(html);
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html.match(/<\/script/g)).toHaveLength(2);
  expect(document.querySelectorAll("img")).toHaveLength(0);
  expect(textOf(document, "h1")).toBe(evil);
  expect(textOf(document, ".failed-checks p")).toBe(evil);
  expect(textOf(document, "#gate-table tbody th a")).toBe(evil);
  expect(document.querySelectorAll("#loss-keras-mnist-cnn svg text").length).toBeGreaterThan(0);
  const { summary } = JSON.parse(textOf(document, "#run-data")) as EmbeddedData;
  expect(summary.runId).toBe(evil);
});

describe("partial runs", () => {
  test.each(["running", "interrupted"] as const)("%s: what is there is shown, the rest is counted", async (state) => {
    const { document } = rendered({ state, settle: (cell, result) => (cell.task === "train" ? result : null) });
    expect(textOf(document, ".banner")).toContain("24 cells of 32 are missing");
    expect(textOf(document, "#gaps")).toMatch(
      /--resume 2026-11-22T23-10-00-quick, or the path of its folder where that does not lie in reports\/runs/,
    );
    expect(document.querySelector("#loss-keras-mnist-cnn")).not.toBeNull();
    expect(document.querySelector("#latency-keras-mnist-cnn")).toBeNull();
  });

  test("no cell at all", () => {
    const { document } = rendered({ state: "running", settle: () => null });
    expect(textOf(document, "#results")).toContain("no measuring cell completed");
    expect(document.querySelectorAll("figure")).toHaveLength(0);
    expect(document.querySelectorAll("#cells-table tbody tr")).toHaveLength(32);
  });

  test("only failed cells", () => {
    const { document } = rendered({ settle: (_, result) => failed(result) });
    expect(textOf(document, "#gaps")).toContain("out of luck");
    expect(textOf(document, "#comparison")).toContain("failed");
    expect(document.querySelectorAll("figure")).toHaveLength(0);
  });

  test("a single backend", () => {
    const { document } = rendered({ backends: ["onnx-cpu"] });
    expect(textOf(document, "#results")).toContain("too little work to compare");
    expect(document.querySelector("#agreement")).toBeNull();
    expect(document.querySelectorAll(".comparison .best")).toHaveLength(0);
  });
});

function failed(result: CellResult): CellResult {
  return unfinished(result, "failed", { code: "crashed", message: "out of luck", remedy: null });
}

describe("samples that cannot be read", () => {
  const id = "r1.latency.keras-mnist-cnn.onnx-wasm.s1";
  const message = `cells/${id}/latency.json: damaged`;

  test("are named, and the rest is shown", () => {
    const { document } = rendered({}, (data) => {
      data.samples.latency.delete(id);
      return { ...data, problems: [{ cellId: id, message }] };
    });
    expect(textOf(document, "#gaps")).toContain(message);
    expect(document.querySelectorAll("#data-latency-keras-mnist-cnn tbody tr")).toHaveLength(3);
  });
});

describe("sections", () => {
  test("stand in the order of their list, each under its name, and all but the first in the contents", () => {
    const stepTime = { batchSizes: [32], threads: [1], references: ["onnx-wasm"] };
    const tasks = [
      "gradients",
      "train",
      "evaluate",
      "latency",
      "throughput",
      "server",
      "step-time",
      "overhead",
      "time-to-accuracy",
    ] as const;
    const options = { tasks, stepTime, models: ["lenet-5", "mine"], backends: ["onnx-cpu", "onnx-wasm"] };
    const { document } = rendered(options, (data) => ({
      ...withGivenModel(data),
      openness: { models: [assessedModel] },
    }));
    const names = sections.map(({ name }) => name);
    expect([...document.querySelectorAll("main > section")].map(({ id }) => id)).toEqual(names);
    const entries = [...document.querySelectorAll("nav a")].map((link) => link.getAttribute("href"));
    expect(entries).toEqual(names.slice(1).map((name) => `#${name}`));
  });

  test("without anything to show are neither on the page nor in the contents", () => {
    const { document } = rendered({ tasks: ["latency"], backends: ["onnx-cpu"] });
    for (const name of ["gate", "learning", "agreement", "training-speed", "interface-cost", "classes"]) {
      expect(document.querySelectorAll(`#${name}, nav a[href="#${name}"]`), name).toHaveLength(0);
    }
  });
});

test("a run folder is rendered as what was read of it", async () => {
  const data = madeUpRun({ models: ["lenet-5"], tasks: ["gradients", "train", "evaluate", "latency", "throughput"] });
  // The run that was read has its fields in the order of the schema.
  const [read, made] = [await renderReport(await writtenRun(data)), htmlOf(data)].map((html) => {
    const { document } = parseHTML(html);
    const carried = document.getElementById("run-data");
    const embedded: unknown = JSON.parse(carried?.textContent ?? "");
    carried?.remove();
    return { embedded, page: document.toString() };
  });
  expect(read).toEqual(made);
});

test("a page shows a table a thread count, ranks in each alone and says which is which on its first screen", () => {
  const { document } = rendered({ threads: [1, "default"] });
  const heads = [...document.querySelectorAll("#comparison h3")].map(({ textContent }) => textContent);
  expect(heads).toEqual(["On 1 thread each", "On each backend's default threads"]);
  expect(document.querySelectorAll("#comparison table")).toHaveLength(2);
  expect(document.getElementById("results-threads")?.textContent).toBe(
    "Ranked at 1 thread each. Another table below: each backend's default threads. Nothing is ranked across thread counts.",
  );
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
