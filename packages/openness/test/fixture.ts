import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { assess, type Assessment, type Evidence, type ModelFacts } from "../src/index.ts";
import { componentIds, componentOf, type ComponentId } from "../src/framework/components.ts";

type Component = ModelFacts["components"][ComponentId];

/** Licences that fit their content. */
const fitting = { code: "MIT", data: "CDLA-Permissive-2.0", document: "CC-BY-4.0" } as const;

export const absent: Component = { presence: "absent" };

export function declared(id: ComponentId, licence: string = fitting[componentOf(id).content]): Component {
  return { presence: "declared", licence, where: [{ kind: "file", path: `${id}.txt` }] };
}

const fact = [{ what: "a fact", value: "unknown", basis: "declared" as const }];

/** A model of which everything is declared, one file a component, under licences that fit; and what differs. */
export function factsOf(changed: Partial<Record<ComponentId, Component>> = {}): ModelFacts {
  const components = Object.fromEntries(componentIds.map((id) => [id, changed[id] ?? declared(id)]));
  return {
    schemaVersion: 1,
    model: "tiny",
    title: "Tiny",
    producer: "nobody",
    version: "1",
    access: "zoo",
    framework: { name: "Model Openness Framework", version: "1.0" },
    date: "2026-11-28",
    source: "a test",
    licences: Object.values(fitting).map((licence) => ({ licence, path: `${licence}.txt` })),
    components: components as ModelFacts["components"],
    dimensions: {
      transparency: fact,
      adaptability: fact,
      cost: fact,
      community: fact,
      "ip-protection": fact,
      support: fact,
    },
  };
}

/** All evidence that there can be of such facts, reruns elsewhere left out. */
export function allEvidence(): Evidence[] {
  const sha256 = "ab".repeat(32);
  return [
    ...Object.values(fitting).map((licence) => ({ step: "licence" as const, licence, path: `${licence}.txt`, sha256 })),
    ...componentIds.flatMap((component): Evidence[] => [
      { step: "retrieved", component, place: 0, sha256, what: "a file" },
      { step: "exercised", component, runId: "a-run", cells: ["r1.train.tiny.a.s1"] },
    ]),
  ];
}

/** The class that such a model is declared to have. */
export function declaredClass(changed: Partial<Record<ComponentId, Component>> = {}): Assessment["declared"]["class"] {
  return assess(factsOf(changed), []).declared.class;
}

/** A folder with these files in it, gone after the test. */
export async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-openness-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}
