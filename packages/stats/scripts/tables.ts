import type { AccuracyDesign, AccuracyRates, RankingRates, SequentialRates } from "../test/simulation/rates.ts";

export const errorRatesFile = "figures/error-rates.json";
export const methodsFile = "methods.md";

/** What simulate.ts found: shares of simulated runs. */
export interface ErrorRates {
  readonly runs: number;
  readonly ranking: readonly (RankingRates & { readonly model: string })[];
  readonly sequential: readonly {
    readonly model: string;
    readonly of12: SequentialRates;
    readonly of16: SequentialRates;
  }[];
  readonly accuracy: readonly (AccuracyDesign & AccuracyRates)[];
  readonly power: readonly { readonly pairs: number; readonly effect: number; readonly power: number }[];
  readonly falseDiscoveries: { readonly allEqual: number; readonly twoSlower: number };
  readonly medians: readonly { readonly n: number; readonly coverage: number }[];
  readonly proportions: readonly { readonly trials: number; readonly share: number; readonly coverage: number }[];
}

type Row = readonly (string | number)[];

/** The page with each table between its marks made anew. Throws an `Error` for a mark that is missing. */
export function withTables(page: string, rates: ErrorRates): string {
  return Object.entries(tablesOf(rates)).reduce((text, [name, rows]) => {
    const [begin, end] = [`<!-- table: ${name} -->`, `<!-- end: ${name} -->`];
    const [before, rest] = text.split(begin);
    const after = rest?.split(end)[1];
    if (before === undefined || after === undefined) throw new Error(`${methodsFile}: no marks for ${name}`);
    return `${before}${begin}\n\n${markdown(rows)}\n\n${end}${after}`;
  }, page);
}

/** By name; the first row of each is its head. */
export function tablesOf(rates: ErrorRates): Record<string, readonly Row[]> {
  return {
    ranking: [
      ["noise", "sign-flip of rounds", "95% interval holds", "called equivalent", "Welch", "Mann–Whitney"],
      ...rates.ranking.map((row): Row => [
        row.model,
        percent(row.signFlip),
        percent(row.coverage),
        percent(row.equivalent),
        percent(row.welch),
        percent(row.mannWhitney),
      ]),
    ],
    sequential: [
      ["noise", "up to 12 rounds", "up to 16", "12 without the rule", "16 without"],
      ...rates.sequential.map(({ model, of12, of16 }): Row => [
        model,
        percent(of12.ruled),
        percent(of16.ruled),
        percent(of12.peeking),
        percent(of16.peeking),
      ]),
    ],
    accuracy: [
      ["images", "only A right", "only B right", "unevenness", "called different", "95% interval holds"],
      ...rates.accuracy.map((row): Row => [
        row.images,
        percent(row.onlyFirst),
        percent(row.onlySecond),
        row.uneven,
        percent(row.mcnemar),
        percent(row.coverage),
      ]),
    ],
    power: [
      ["rounds", "detectable effect ÷ scatter", "found"],
      ...rates.power.map(({ pairs, effect, power }): Row => [pairs, effect.toFixed(2), percent(power)]),
    ],
    intervals: [
      ["interval", "holds"],
      ...rates.medians.map(({ n, coverage }): Row => [`median of ${n} values`, percent(coverage)]),
      ...rates.proportions.map(({ trials, share, coverage }): Row => [
        `share of ${percent(share)} of ${trials} images`,
        percent(coverage),
      ]),
    ],
    discoveries: [
      ["six backends, 15 pairs", "false ones among the claims, on average"],
      ["all equal", percent(rates.falseDiscoveries.allEqual)],
      ["two of them slower, by 5% and 10%", percent(rates.falseDiscoveries.twoSlower)],
    ],
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

function markdown([head = [], ...rows]: readonly Row[]): string {
  const lines = [head, head.map((_, index) => (index === 0 ? ":--" : "--:")), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
