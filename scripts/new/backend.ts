import { addDependency, addEntry } from "./edits.ts";
import type { SkeletonOf } from "./skeleton.ts";
import * as template from "./templates/backend.ts";

/** A package of its own for a library, and its line in the registry. */
export const backendSkeleton: SkeletonOf = (name) => {
  const folder = `packages/backend-${name.kebab}`;
  const packageName = `@evenkeel/backend-${name.kebab}`;
  return {
    created: {
      [`${folder}/package.json`]: template.packageJson(packageName),
      [`${folder}/turbo.json`]: '{ "extends": ["//"], "tags": ["backend"] }',
      [`${folder}/src/identity.ts`]: template.identity(name),
      [`${folder}/src/catalog.ts`]: template.catalog(name),
      [`${folder}/src/backend.ts`]: template.backend(name),
      [`${folder}/src/model.ts`]: template.model(name),
      [`${folder}/test/backend.test.ts`]: template.backendTest(name),
      [`${folder}/test/catalog.test.ts`]: template.catalogTest(),
    },
    edited: {
      "packages/cli/src/registry.ts": addEntry(
        /const catalogs = await Promise\.all\(\[/,
        `import("${packageName}/catalog")`,
      ),
      "packages/cli/package.json": addDependency(packageName),
    },
    taken: { files: "packages/backend-*/src/identit*.ts", text: new RegExp(`\\bid: "${name.kebab}"`) },
    installs: true,
    generated: [],
    next: [
      [`npx -y pnpm@12 --filter ${packageName} test`, "the conformance suite, the gate and every network among it"],
      [`npx -y pnpm@12 evenkeel check --backend ${name.kebab}`, "the gate alone, and where it fails"],
      ["npx -y pnpm@12 check", "types, lint, format, import boundaries, dead code"],
    ],
  };
};
