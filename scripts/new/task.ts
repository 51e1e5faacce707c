import { addEntry, addLineBefore, addStatement, all, type Edit } from "./edits.ts";
import type { Name } from "./names.ts";
import type { Skeleton, SkeletonOf } from "./skeleton.ts";
import * as template from "./templates/task.ts";

/** A task: its definition, its performer, and what reports read of it. */
export const taskSkeleton: SkeletonOf = (name) => ({
  created: {
    [`packages/tasks/src/${name.kebab}.ts`]: template.definition(name),
    [`packages/tasks/test/${name.kebab}.test.ts`]: template.definitionTest(name),
    [`packages/harness/src/tasks/${name.kebab}.ts`]: template.performer(name),
    [`packages/harness/test/${name.kebab}-task.test.ts`]: template.performerTest(name),
  },
  edited: { ...core(name), ...tasks(name), ...harness(name), ...reading(name) },
  taken: {
    files: "packages/{core,tasks}/src/*.ts",
    text: new RegExp(`file: "${name.kebab}\\.json"|taskNames = [^;]*"${name.kebab}"|^  "${name.camel}\\.`, "m"),
  },
  variable: {
    name: name.camel,
    files: [
      "packages/tasks/src/tasks.ts",
      "packages/harness/src/tasks/performers.ts",
      "packages/analysis/src/run-data.ts",
      "packages/analysis/src/sample-series.ts",
    ],
  },
  installs: false,
  generated: ["docs/run-folder.md", "docs/schemas/*.json"],
  next: [
    [`npx -y pnpm@12 --filter @evenkeel/tasks test`, "its measurements, from made-up samples"],
    [`npx -y pnpm@12 evenkeel run --task ${name.kebab} --backend onnx-cpu`, "done by a backend"],
    [
      "npx -y pnpm@12 --filter @evenkeel/cli generate",
      "docs/run-folder.md and docs/schemas, where a name or a setting changed",
    ],
    ["npx -y pnpm@12 check", "types, lint, format, import boundaries, dead code"],
  ],
});

type Edits = Skeleton["edited"];

function core({ kebab, camel }: Name): Edits {
  return {
    "packages/core/src/task-name.ts": addEntry(/export const taskNames = \[/, `"${kebab}"`),
    "packages/core/src/measurement-catalog.ts": addEntry(
      /export const measurementCatalog = \{/,
      `"${camel}.medianMs": { unit: "ms", kind: "time", counts: "predictions", meaning: "median time of one prediction, each of the first test images once" }`,
    ),
  };
}

function tasks({ kebab, camel, pascal, key }: Name): Edits {
  return {
    "packages/tasks/src/tasks.ts": all(
      addStatement(`import { ${camel} } from "./${kebab}.ts";`),
      addEntry(/export const tasks = \{/, key === camel ? camel : `${key}: ${camel}`),
    ),
    "packages/tasks/src/index.ts": addStatement(`export type { ${pascal}Samples } from "./${kebab}.ts";`),
    "docs/experiments.md": addLineBefore("| all others", `| \`${kebab}\` | \`images\` (default 20) |`),
  };
}

function harness({ kebab, camel, key }: Name): Edits {
  return {
    "packages/harness/src/tasks/performers.ts": all(
      addStatement(`import { ${camel} } from "./${kebab}.ts";`),
      addEntry(
        /export const performers\b[^{]*\{/,
        `${key}: (context, { model }) => watched(context, model, (own) => ${camel}(context, own))`,
      ),
    ),
  };
}

/** What analysis and report know of every task. */
function reading({ kebab, camel, pascal, key }: Name): Edits {
  return {
    "packages/analysis/src/run-data.ts": all(
      addSamplesType(`${pascal}Samples`),
      addEntry(/export interface Samples \{/, `readonly ${camel}: Map<string, ${pascal}Samples>`, ";"),
      addEntry(/function noSamples\(\): Samples \{\s*return \{/, `${camel}: new Map()`),
    ),
    "packages/analysis/src/read-run-data.ts": addEntry(
      /const readers\b[^{]*\{/,
      `${key}: async (samples, folder, id) => keep(samples.${camel}, id, await read(folder, id, "${kebab}"))`,
    ),
    "packages/analysis/src/sample-series.ts": addEntry(
      /const seriesOfKind\b[^=]*=> SampleSeries\[\]\s*\}\s*=\s*\{/,
      `${camel}: ({ callMs }) => [{ name: "${kebab}", unit: "ms", values: callMs }]`,
    ),
    "packages/report/src/words/limits.ts": addEntry(/const verbs\b[^{]*\{/, `${key}: "predicted"`),
  };
}

function addSamplesType(type: string): Edit {
  return addEntry(/import type \{(?=[^}]*\} from "@evenkeel\/tasks")/, type);
}
