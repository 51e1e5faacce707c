import { failingGate, madeUpRun, unfinished } from "@evenkeel/analysis/fixture";
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { marked } from "marked";
import { describe, expect, test } from "vitest";
import { escapeMarkdown } from "../../src/exporters/escape-markdown.ts";
import { markdown } from "../../src/exporters/markdown.ts";

/** As a reader of GitHub-flavoured Markdown sees it. */
function page(text: string) {
  return parseHTML(`<!doctype html><html><body>${marked.parse(text, { async: false })}</body></html>`).document;
}
const squeezed = (text: string) =>
  text
    .replaceAll("\u200B", "")
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();

const markup = fc.constantFrom(
  ..."\\`*_[]()<>#+-.!|~&@=1$\"'\n\r\t :/ab".split(""),
  "<b>",
  "](x)",
  "&lt;",
  "https://",
  "www.",
);
const anyText = fc.oneof(fc.string({ unit: markup, minLength: 1 }), fc.string({ minLength: 1 }));

describe("escaped text", () => {
  test("reads as it is, in a list and in a table, and makes no markup", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const escaped = escapeMarkdown(text);
        const { body } = page(`- ${escaped}\n\n| a | b |\n| --- | --- |\n| ${escaped} | end |\n`);
        expect(body.querySelectorAll("a, b, em, strong, code, del, img, h1, h2, hr, blockquote, script")).toHaveLength(
          0,
        );
        expect(body.querySelectorAll("ul, ol")).toHaveLength(1);
        expect(squeezed(body.querySelector("li")?.textContent ?? "")).toBe(squeezed(text));
        expect([...body.querySelectorAll("td")].map((cell) => squeezed(cell.textContent ?? ""))).toEqual([
          squeezed(text),
          "end",
        ]);
      }),
      { numRuns: 500 },
    );
  });

  test("mentions nobody", () => {
    expect(escapeMarkdown("ask @someone")).not.toMatch(/@\w/);
  });
});

describe("the document", () => {
  const tasks = ["gradients", "train", "evaluate", "latency"] as const;

  test("says what ran where, the results, the table, what failed and why, and what was limited", () => {
    const data = failingGate(madeUpRun({ models: ["lenet-5"], tasks, rounds: 6, state: "interrupted" }), "tfjs-wasm");
    const { body } = page(markdown(data));
    const texts = [...body.querySelectorAll("h1, h2")].map(({ textContent }) => textContent);
    expect(texts).toEqual([
      "Two Keras CNNs on native CPU and WebAssembly",
      "What this run measured",
      "Comparison",
      "What failed or is missing",
      "What budgets cut short",
    ]);
    expect(body.textContent).toContain("Made-up Processor 9000, 2 cores, 8.0 GiB");
    expect(body.textContent).toContain("This run was interrupted");
    expect(body.textContent).toContain("tfjs-wasm fails the gradient gate");
    expect(body.textContent).toContain("Fastest to train, lenet-5: onnx-cpu");
    expect(body.textContent).toContain("evenkeel check says more");
    expect(body.textContent).toMatch(/tfjs-cpu, lenet-5: limited \(7 cells\): trained 3 of 375 steps/);
    const heads = [...body.querySelectorAll("th")].map(({ textContent }) => textContent);
    expect(heads.slice(0, 3)).toEqual(["Workload", "Backend", "Training (images/s; n: steps)"]);
    expect(body.querySelectorAll("tbody tr")).toHaveLength(4);
    expect(body.querySelector("tbody td strong")).not.toBeNull();
  });

  test("has no heading without anything under it", () => {
    const text = markdown(madeUpRun({ models: ["lenet-5"], backends: ["onnx-cpu"], tasks: ["overhead"] }));
    expect(text).not.toMatch(/## (Comparison|What failed|What budgets)/);
  });

  test("is no markup of what models, datasets and errors are called", () => {
    const evil = "<img src=x> | **b** \n# h [l](https://x) @all";
    const { run, ...rest } = failingGate(madeUpRun({ models: ["lenet-5"], tasks }), "tfjs-wasm");
    const text = JSON.stringify(run).replaceAll(/"lenet-5"|"evenkeel check says more"/g, JSON.stringify(evil));
    const { body } = page(markdown({ run: JSON.parse(text) as typeof run, ...rest }));
    expect(body.querySelectorAll("img, em, a")).toHaveLength(0);
    expect(body.querySelectorAll("h1")).toHaveLength(1);
    expect(body.querySelectorAll("tbody tr")).toHaveLength(4);
    expect(body.querySelector("tbody td")?.textContent).toMatch(/^<img src=x> \| \*\*b\*\*\s+# h \[l\]\(https/);
  });

  test("of any run fits into a comment on GitHub, and counts what it leaves out", () => {
    const models = Array.from({ length: 40 }, (_, index) => `model-${index + 1}`);
    const backends = Array.from({ length: 12 }, (_, index) => `backend-${index + 1}`);
    const reason = { code: "crashed", message: "m".repeat(400), remedy: null };
    const data = madeUpRun({
      models,
      backends,
      tasks: ["train", "latency"],
      settle: (cell, result) =>
        cell.task === "latency"
          ? unfinished(result, "failed", { ...reason, message: cell.id + reason.message })
          : result,
    });
    const text = markdown(data);
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text.length).toBeGreaterThan(5_000);
    expect(text).toMatch(/And \d+ more rows, on the page\./);
    expect(text).toMatch(/^- and \d+ more lines, on the page$/m);
    expect(markdown(madeUpRun({ models: ["lenet-5"] }))).not.toContain("on the page");
  });
});
