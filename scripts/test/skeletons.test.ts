/** What would be written into this checkout, with nothing written. `.ci/check-new` writes, and checks all of it. */
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { backendSkeleton } from "../new/backend.ts";
import { modelSkeleton } from "../new/model.ts";
import { parseName } from "../new/names.ts";
import { planChanges } from "../new/plan.ts";
import type { SkeletonOf } from "../new/skeleton.ts";
import { taskSkeleton } from "../new/task.ts";

const root = resolve(import.meta.dirname, "../..");

async function planned(skeletonOf: SkeletonOf, name: string): Promise<ReadonlyMap<string, string>> {
  const changes = await planChanges(root, parseName(name), skeletonOf);
  return new Map(changes.map(({ path, text }) => [path, text]));
}

describe("a backend", () => {
  it("is a package, a line in the registry and a dependency", async () => {
    const changes = await planned(backendSkeleton, "one-more");
    expect(changes.get("packages/backend-one-more/src/identity.ts")).toContain('id: "one-more"');
    expect(changes.get("packages/cli/src/registry.ts")).toContain(
      '),\n  import("@evenkeel/backend-one-more/catalog"),\n]);',
    );
    expect(changes.get("packages/cli/package.json")).toContain('    "@evenkeel/backend-one-more": "workspace:*",\n');
  });

  it.each(["reference", "onnx", "onnx-cpu", "torch-cpu-best", "all"])("is not called %s", async (name) => {
    await expect(planned(backendSkeleton, name)).rejects.toThrow(/the name is taken/);
  });
});

describe("a network", () => {
  it("is a file, a line in the zoo, and a count of parameters", async () => {
    const changes = await planned(modelSkeleton, "one-more");
    expect(changes.get("packages/models/src/zoo/one-more.ts")).toContain("export const oneMore: ModelSpec");
    expect(changes.get("packages/models/src/zoo/index.ts")).toMatch(/import \{ oneMore \}[^]*\n {2}oneMore,\n\];/);
    expect(changes.get("packages/models/test/zoo.test.ts")).toContain('  "one-more": 14_410,\n};');
  });

  it.each(["lenet-5", "torch-mlp-single-softmax", "lenet5", "index", "dense", "zoo", "import"])(
    "is not called %s",
    async (name) => {
      await expect(planned(modelSkeleton, name)).rejects.toThrow(/the name is taken/);
    },
  );
});

describe("a task", () => {
  it.each(["one-more", "energy"])("such as %s is a definition, a performer, and its lines elsewhere", async (name) => {
    const changes = await planned(taskSkeleton, name);
    expect([...changes.keys()]).toHaveLength(14);
    for (const [path, text] of changes) expect(text, path).toMatch(/one-?more|energy/i);
    expect(changes.get("packages/core/src/task-name.ts")).toContain(`"${name}"`);
  });

  it.each(["latency", "step-time", "predictions", "load", "tasks", "budget", "trainable", "warm-up", "model"])(
    "is not called %s",
    async (name) => {
      await expect(planned(taskSkeleton, name)).rejects.toThrow(/the name is taken/);
    },
  );
});

it.each(["", "One", "a_b", "-a", "a-", "a--b", "1a", "../a", "a/b", "a".repeat(41)])("refuses the name %j", (name) => {
  expect(() => parseName(name)).toThrow(/NAME: not a name; expected lower-case words joined by dashes/);
});
