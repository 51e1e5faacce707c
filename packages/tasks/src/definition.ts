import type { Measurements, TaskName, Variant } from "@evenkeel/core";
import type { z } from "zod";
import type { ThreadCount } from "./threads.ts";

/** All that is to be known of a task beside how it is performed: one file a task holds it. */
export interface TaskDefinition<Settings, Samples> {
  /** One line for `--help`. */
  readonly summary: string;
  /** What an experiment may say of the task; an empty object gives the defaults. */
  readonly settings: z.ZodType<Settings>;
  /** The raw samples that a cell leaves: its file in `cells/<cell-id>/`, and what it holds. */
  readonly samples: { readonly file: string; readonly schema: z.ZodType<Samples> };
  /**
   * Of the backend and its model: `layers`, that the layers are known, as only a model spec says them; `trains`, that
   * too, and that the backend trains.
   */
  readonly needs: "predicts" | "layers" | "trains";
  /** Tasks whose results it rests on, where they are planned. */
  readonly after: readonly TaskName[];
  /** Counts only if the gradients are right: it brings the gate along, and does not run where the gate failed. */
  readonly provedFirst: boolean;
  /**
   * What it is done again for. `seeds`: what it finds depends on the seed. `rounds`: it is timed, and every round is a
   * replicate. Neither: once a run. Where both hold, rounds after the first repeat one seed, for the times alone.
   * `threads`: its times depend on the thread count, so it is done at each; otherwise at the first one alone.
   */
  readonly repeats: { readonly seeds: boolean; readonly rounds: boolean; readonly threads: boolean };
  /** What a workload's cells of the task are repeated for beside threads; one empty variant for nothing. */
  variants(settings: Settings): readonly Omit<Variant, "threads">[];
  /** The task's own thread counts; null or left out for those of the experiment. */
  threads?(settings: Settings): readonly ThreadCount[] | null;
  /** What the samples say: the same figures in the cell that took them and in every later reader. */
  measurements(samples: Samples): Measurements;
}

/** The one variant of a task that has none. */
export const noVariants: readonly Omit<Variant, "threads">[] = [{}];
