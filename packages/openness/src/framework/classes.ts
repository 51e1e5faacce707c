import { componentIds, componentOf, type ComponentId, type OpennessClass } from "./components.ts";

/** What facts are assessed against. */
export const framework = { name: "Model Openness Framework", version: "1.0" } as const;

/** From the entry upwards: each class asks for all that the ones before it do. */
export const classes = [3, 2, 1] as const satisfies OpennessClass[];

export const classTitles: Readonly<Record<OpennessClass, string>> = {
  3: "III, Open Model",
  2: "II, Open Tooling",
  1: "I, Open Science",
};

/** What a class asks for beyond the class before it, in the order of the components. */
export function requiredOf(asked: OpennessClass): ComponentId[] {
  return componentIds.filter((id) => {
    const { class: own, required } = componentOf(id);
    return own === asked && required;
  });
}

/** What may stand for a component: a research paper holds what a technical report would. */
export function standsFor(id: ComponentId): ComponentId[] {
  return id === "technical-report" ? ["technical-report", "research-paper"] : [id];
}

/** A class reached, and what is missing for the next one. */
export interface Reached {
  /** Null below class III. */
  readonly class: OpennessClass | null;
  /** Null at class I. */
  readonly next: OpennessClass | null;
  /** What `next` asks for and does not have. */
  readonly missing: readonly ComponentId[];
}

/** The highest class whose components, and those of every class before it, are all met. */
export function reached(isMet: (id: ComponentId) => boolean): Reached {
  let best: OpennessClass | null = null;
  for (const asked of classes) {
    const missing = requiredOf(asked).filter((id) => !standsFor(id).some(isMet));
    if (missing.length > 0) return { class: best, next: asked, missing };
    best = asked;
  }
  return { class: best, next: null, missing: [] };
}
