import type { Availability, Backend, ModelSpec } from "@evenkeel/core";
import { test } from "vitest";
import { isWhole } from "../whole.ts";

/** The thread count of every test: what a model object gives must not change from one run to the next. */
export const options = { threads: 1 } as const;

/** The backend under test. */
export interface Subject {
  readonly backend: Backend;
  /** A test that is skipped, with the reason in its report, where the backend is not available. */
  readonly check: (title: string, body: () => Promise<void>, needs?: Needs) => void;
  /** The backend has every layer kind of the model. */
  readonly supports: (spec: ModelSpec) => boolean;
}

export interface Needs {
  /** False: skipped on an adapter of software, unless `EVENKEEL_CONFORMANCE` is `whole`. */
  readonly softwareToo: boolean;
}

export function subjectOf(backend: Backend): Subject {
  let probing: Promise<Availability> | null = null;
  const probed = async () => (probing ??= backend.probe());
  return {
    backend,
    check: (title, body, { softwareToo } = { softwareToo: true }) => {
      // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title -- the body and the caller have both
      test(title, async ({ skip }) => {
        const availability = await probed();
        if (availability.state === "unavailable") skip(explained(backend, availability));
        else if (availability.runtime.adapter === "software" && !softwareToo && !isWhole) {
          skip(`${backend.id} computes in software here: EVENKEEL_CONFORMANCE=whole checks this, too`);
        }
        await body();
      });
    },
    supports: ({ layers }) => layers.every(({ kind }) => backend.supports.layers.has(kind)),
  };
}

/** Why a backend cannot run here, in one line. */
export function explained(
  { id }: Pick<Backend, "id">,
  { reason, message, remedy }: Extract<Availability, { state: "unavailable" }>,
): string {
  return `${id} is unavailable here (${reason}): ${message}${remedy === null ? "" : `; ${remedy}`}`;
}
