import { models, noises, nulls, steps, type HistoryName } from "../test/detect/simulation/histories.ts";

export const ratesFile = "figures/detection-rates.json";
export const peersFile = "figures/detection-peers.json";
export const pageFile = "detection.md";

/** One made-up kind of history with one noise; shares are of as many histories as the file says. */
interface Cell {
  readonly history: HistoryName;
  readonly noise: number;
}

/** What simulate-detection.ts found. */
export interface DetectionRates {
  /** Histories of a cell. */
  readonly count: number;
  readonly cells: readonly (Cell & { step: number; drift: number; threshold: number; tTest: number })[];
  /** The same, of more histories, of those without a step. */
  readonly nulls: { readonly count: number; readonly cells: readonly (Cell & { step: number; drift: number })[] };
  readonly ever: { readonly count: number; readonly cells: readonly (Cell & { share: number })[] };
  readonly found: { readonly count: number; readonly cells: readonly Found[] };
  readonly short: {
    readonly count: number;
    readonly cells: readonly { nights: number; noise: number; share: number }[];
  };
}

interface Found {
  readonly before: number;
  readonly noise: number;
  readonly step: number;
  /** By nights after the step. */
  readonly after: readonly { readonly nights: number; readonly share: number }[];
}

/** What peers/judge.py wrote, of the same histories. */
export interface PeerRates {
  readonly seriesSha256: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly count: number;
  readonly cells: readonly (Cell & { readonly found: Readonly<Record<Peer, number>> })[];
}

/** Columns of the table, by what judge.py calls them. */
const peers = {
  asv: "asv",
  pelt_rbf: "Pelt, rbf",
  pelt_l2: "Pelt, l2",
  otava: "Otava",
  e_divisive: "e-divisive",
} as const;
export type Peer = keyof typeof peers;

type Row = readonly (string | number)[];

/** The page with each table between its marks made anew. Throws an `Error` for a mark that is missing. */
export function withTables(page: string, rates: DetectionRates, peerRates: PeerRates): string {
  return Object.entries(tablesOf(rates, peerRates)).reduce((text, [name, rows]) => {
    const [begin, end] = [`<!-- table: ${name} -->`, `<!-- end: ${name} -->`];
    const [before, rest] = text.split(begin);
    const after = rest?.split(end)[1];
    if (before === undefined || after === undefined) throw new Error(`${pageFile}: no marks for ${name}`);
    return `${before}${begin}\n\n${markdown(rows)}\n\n${end}${after}`;
  }, page);
}

/** By name; the first row of each is its head. */
function tablesOf(rates: DetectionRates, peerRates: PeerRates): Record<string, readonly Row[]> {
  return {
    nulls: compared(Object.keys(nulls) as HistoryName[], rates, peerRates),
    steps: compared(Object.keys(steps) as HistoryName[], rates, peerRates),
    own: [
      ["no step, noise", "step proposed", "drift proposed"],
      ...rates.nulls.cells.map((cell): Row => [titleOf(cell), percent(cell.step, 2), percent(cell.drift, 2)]),
    ],
    ever: [
      ["no step, noise", "proposed at any of 30 checks"],
      ...rates.ever.cells.map((cell): Row => [titleOf(cell), percent(cell.share)]),
    ],
    found: [
      ["nights before, step, noise", ...(rates.found.cells[0]?.after ?? []).map(({ nights }) => `${nights} after`)],
      ...rates.found.cells.map(({ before, step, noise, after }): Row => [
        `${before}, ${percent(step - 1, 0)}, ${percent(noise, 0)}`,
        ...after.map(({ share }) => percent(share, 0)),
      ]),
    ],
    short: [
      ["nights, noise", "anything proposed"],
      ...rates.short.cells.map(({ nights, noise, share }): Row => [
        `${nights}, ${percent(noise, 0)}`,
        percent(share, 2),
      ]),
    ],
  };
}

/** Every method on the same histories. */
function compared(names: readonly HistoryName[], rates: DetectionRates, peerRates: PeerRates): Row[] {
  const head = ["history, noise", "Evenkeel", "10% threshold", "t-test", ...Object.values(peers)];
  const rows = names.flatMap((history) =>
    noises.map((noise): Row => {
      const own = rates.cells.find((cell) => cell.history === history && cell.noise === noise);
      const other = peerRates.cells.find((cell) => cell.history === history && cell.noise === noise);
      if (own === undefined || other === undefined) throw new Error(`no rates of ${history} at ${noise}`);
      const shares = [own.step, own.threshold, own.tTest];
      const ofPeers = (Object.keys(peers) as Peer[]).map((peer) => other.found[peer] / peerRates.count);
      return [titleOf(own), ...[...shares, ...ofPeers].map((share) => percent(share))];
    }),
  );
  return [head, ...rows];
}

function titleOf({ history, noise }: Cell): string {
  return `${models[history].title}, ${percent(noise, 0)}`;
}

function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)}%`;
}

function markdown([head = [], ...rows]: readonly Row[]): string {
  const lines = [head, head.map((_, index) => (index === 0 ? ":--" : "--:")), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
