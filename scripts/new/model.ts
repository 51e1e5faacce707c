import { addEntry, addStatement, all } from "./edits.ts";
import type { SkeletonOf } from "./skeleton.ts";
import { modelFile, modelParameters } from "./templates/model.ts";

const zoo = "packages/models/src/zoo";

/** A network of the zoo. */
export const modelSkeleton: SkeletonOf = (name) => ({
  created: { [`${zoo}/${name.kebab}.ts`]: modelFile(name) },
  edited: {
    [`${zoo}/index.ts`]: all(
      addStatement(`import { ${name.camel} } from "./${name.kebab}.ts";`),
      addEntry(/const written\b[^=]*= \[/, name.camel),
    ),
    "packages/models/test/zoo.test.ts": addEntry(/const parameters = \{/, `${name.key}: ${modelParameters}`),
  },
  taken: { files: `${zoo}/*.ts`, text: new RegExp(`\\bname: "${name.kebab}"`) },
  variable: { name: name.camel, files: [`${zoo}/index.ts`] },
  installs: false,
  generated: [],
  next: [
    ["npx -y pnpm@12 --filter @evenkeel/models test", "its shapes, and its parameter count"],
    [`npx -y pnpm@12 evenkeel check --model ${name.kebab}`, "every backend's gradients of it"],
    [`npx -y pnpm@12 evenkeel run --model ${name.kebab} --budget 10`, "trained and measured, with a report"],
    ["npx -y pnpm@12 check", "types, lint, format, import boundaries, dead code"],
  ],
});
