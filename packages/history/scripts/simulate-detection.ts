/**
 * The rates of docs/detection.md: `node scripts/simulate-detection.ts [histories]`. Writes
 * docs/figures/detection-rates.json, and the tables of the page anew. A few minutes. The peers' columns come from
 * peers/judge.py.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { models, noises, nulls, type HistoryName, type NullName } from "../test/detect/simulation/histories.ts";
import { ownRates, shareEverProposed, shareFound, shareOfShort, simpleRates } from "../test/detect/simulation/rates.ts";
import { comparedHistories } from "../test/detect/simulation/series-for-peers.ts";
import { pageFile, peersFile, ratesFile, withTables, type DetectionRates, type PeerRates } from "./detection-tables.ts";

const docs = join(import.meta.dirname, "..", "..", "..", "docs");
const many = Number(process.argv[2] ?? 3000);
const ever = Math.ceil(many / 12);

/** One of each kind of history and noise, said as it is begun. */
function cellsOf<Name extends HistoryName, Rates>(
  names: readonly Name[],
  ratesOf: (name: Name, noise: number) => Rates,
) {
  return names.flatMap((history) =>
    noises.map((noise) => {
      process.stderr.write(`${models[history].title}, ${noise}\n`);
      return { history, noise, ...ratesOf(history, noise) };
    }),
  );
}

const nullNames = Object.keys(nulls) as NullName[];
const rates: DetectionRates = {
  count: comparedHistories,
  cells: cellsOf(Object.keys(models) as HistoryName[], (name, noise) => ({
    ...ownRates(name, noise, comparedHistories),
    ...simpleRates(name, noise, comparedHistories),
  })),
  nulls: { count: many, cells: cellsOf(nullNames, (name, noise) => ownRates(name, noise, many)) },
  ever: {
    count: ever,
    cells: cellsOf(
      nullNames.filter((name) => name !== "drift"),
      (name, noise) => ({ share: shareEverProposed(name, noise, ever) }),
    ),
  },
  found: {
    count: ever,
    cells: [10, 20, 40, 100].flatMap((before) =>
      noises.flatMap((noise) =>
        [1.1, 1.2].map((step) => ({
          before,
          noise,
          step,
          after: [2, 3, 5, 10].map((nights) => ({ nights, share: shareFound(before, nights, step, noise, ever) })),
        })),
      ),
    ),
  },
  short: {
    count: many,
    cells: [7, 8, 10, 14, 20].flatMap((nights) =>
      noises.map((noise) => ({ nights, noise, share: shareOfShort(nights, noise, many) })),
    ),
  },
};
writeFileSync(join(docs, ratesFile), `${JSON.stringify(rates, null, 1)}\n`);
const peerRates = JSON.parse(readFileSync(join(docs, peersFile), "utf8")) as PeerRates;
const page = join(docs, pageFile);
writeFileSync(page, withTables(readFileSync(page, "utf8"), rates, peerRates));
