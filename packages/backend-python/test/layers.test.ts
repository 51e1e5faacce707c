import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { pythonLayers } from "../src/layers.ts";

it.each(["torch_model.py", "keras_model.py"])(
  "%s has a branch for each layer kind that is claimed, and no other",
  (file) => {
    const source = readFileSync(new URL(`../python/${file}`, import.meta.url), "utf8");
    expect(branchesOf(source).sort()).toEqual([...pythonLayers].sort());
  },
);

/** The kinds of the `case` lines under `match layer["kind"]:`. */
function branchesOf(source: string): string[] {
  const [, block = ""] = /^( +)match layer\["kind"\]:\n((?:\1 .*\n)+)/m.exec(source)?.slice(1) ?? [];
  const cases = [...block.matchAll(/^ +case (.+):$/gm)].map(([, patterns = ""]) => patterns);
  return cases.flatMap((patterns) => [...patterns.matchAll(/"([^"]+)"/g)].map(([, kind = ""]) => kind));
}
