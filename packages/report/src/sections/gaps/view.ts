import { gapsOf, type Gap, type RunData } from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import { failureAnchor } from "../../anchors.ts";
import { plural, sentenceList } from "../../format.ts";
import { dataTable, type DataTable } from "../../table.ts";
import { limitRange } from "../../words/limits.ts";
import type { Section } from "../section.ts";

/** A gap in words. */
export interface GapWords {
  readonly who: string;
  readonly state: string;
  readonly why: string;
  readonly remedy: string;
  /** Ids of the cells concerned. */
  readonly cells: readonly string[];
}

/** What is missing of the run, and why; it says so where nothing is. */
export const gaps: Section = {
  name: "gaps",
  contents: "What is missing",
  view: ({ data }) => ({ gaps: gapTable(data) }),
};

/** Everything that gives no comparable number: what, why, and the remedy. Null when nothing is missing. */
export function gapTable(data: RunData): DataTable | null {
  const found = gapsOf(data);
  if (found.length === 0) return null;
  return dataTable(
    "gaps-table",
    "What was unavailable, limited, failed or not run",
    ["what", "state", "why", "remedy", "cells"],
    found.map((gap) => {
      const { who, state, why, remedy, cells } = gapWords(data.run, gap);
      return [
        who,
        { text: state, href: anchorOf(data, gap) },
        why,
        remedy === "" ? "none known" : remedy,
        shortList(cells),
      ];
    }),
  );
}

/** What is missing, in the words of page and Markdown. */
export function gapWords(run: Run, gap: Gap): GapWords {
  const { cells } = gap;
  switch (gap.kind) {
    case "unavailable-backend": {
      const { code, message, remedy } = gap.reason;
      return { who: gap.backend, state: `unavailable (${code})`, why: message, remedy: remedy ?? "", cells };
    }
    case "unfinished": {
      const { code, message, remedy } = gap.reason;
      const state = `${gap.state.replaceAll("-", " ")} (${code})`;
      return { who: gap.place.backend, state, why: message, remedy: remedy ?? "", cells };
    }
    case "limited": {
      const who = `${gap.place.backend}, ${gap.place.workload}`;
      return {
        who,
        state: "limited",
        why: limitRange(gap.limits),
        remedy: gap.limits[0].seconds === null ? "see why its training left none" : "give it more time with --budget",
        cells,
      };
    }
    case "unreadable": {
      const remedy = "restore the file from a copy of the run folder, or run again";
      return { who: "samples", state: "not readable", why: gap.message, remedy, cells };
    }
    case "not-run": {
      const remedy = run.state === "finished" ? "" : resumption(run);
      return { who: plural(cells.length, "cell"), state: "not run", why: `the run is ${run.state}`, remedy, cells };
    }
  }
}

/** A run goes by its id where runs lie by default, and anywhere by its folder, which the page does not name. */
function resumption({ runId }: Run): string {
  return `npx -y pnpm@12 evenkeel run --resume ${runId}, or the path of its folder where that does not lie in reports/runs`;
}

/** Where the page tells more of it. */
function anchorOf(data: RunData, gap: Gap): string | null {
  return gap.kind === "unfinished" && gap.state === "not-comparable" ? failureAnchor(data, gap.place) : null;
}

function shortList(ids: readonly string[]): string {
  return ids.length <= 4 ? sentenceList(ids) : `${ids.slice(0, 3).join(", ")} and ${ids.length - 3} more cells`;
}
