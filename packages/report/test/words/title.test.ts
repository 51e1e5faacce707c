import { madeUpRun, type MadeUpOptions } from "@evenkeel/analysis/fixture";
import { describe, expect, test } from "vitest";
import { markdown } from "../../src/exporters/markdown.ts";
import { pageView } from "../../src/page/page-view.ts";
import { titleWords } from "../../src/words/title.ts";

const own = "Two Keras CNNs on native CPU and WebAssembly";

/** A run of the experiment "quick" as a command line changed it. */
function run(changes: readonly string[] | null, command: readonly string[] = [], options: MadeUpOptions = {}) {
  const data = madeUpRun({ models: ["lenet-5"], tasks: ["train", "evaluate"], ...options });
  const recorded = changes === null ? {} : { changes: [...changes] };
  return { ...data, run: { ...data.run, ...recorded, command: ["pnpm", "evenkeel", "run", "quick", ...command] } };
}

describe("title and description", () => {
  test("are the experiment's own while it is unchanged, whatever other flags say", () => {
    expect(titleWords(run([]).run).title).toBe(own);
    expect(titleWords(run(null, ["--out", "folder", "--json"]).run).title).toBe(own);
  });

  test("are derived from what ran where the command line changed the experiment", () => {
    const backends = ["onnx-cpu", "onnx-wasm"];
    const { title, description } = titleWords(run(["--model", "--budget"], [], { backends }).run);
    expect(title).toBe("lenet-5 on onnx-cpu and onnx-wasm");
    expect(description).toBe(
      "Train and evaluate on fashion-mnist-subset (12,000 training and 200 test images), 1 epoch, 1 round. " +
        "The experiment \u201Cquick\u201D, changed by --model and --budget.",
    );
  });

  test.each([[["--backend", "onnx-cpu"]], [["--seed=7"]], [["--budget", "90", "--out", "OUT"]]])(
    "are derived for a run that recorded only its command: %j",
    (command) => {
      expect(titleWords(run(null, command).run).title).not.toBe(own);
    },
  );

  test("name only backends that measured something, and count where they are many", () => {
    const only = madeUpRun({
      models: ["a", "b", "c", "d"],
      settle: (cell, result) =>
        cell.backend === "onnx-cpu" || result.state !== "completed"
          ? result
          : { ...result, state: "failed", measurements: {}, reason: { code: "x", message: "no", remedy: null } },
    }).run;
    expect(titleWords({ ...only, changes: ["--model"] }).title).toBe("4 networks on onnx-cpu");
  });

  test("are the same on the page and in Markdown", () => {
    const data = run(["--model"]);
    const { title, description } = titleWords(data.run);
    expect(pageView(data)).toMatchObject({ title, description });
    expect(markdown(data).split("\n")[0]).toBe(`# ${title}`);
    expect(markdown(data)).not.toContain(own);
  });
});
