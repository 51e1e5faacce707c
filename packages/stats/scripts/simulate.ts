/**
 * The error rates of docs/methods.md: `node scripts/simulate.ts [runs]`. Writes docs/figures/error-rates.json, and the
 * tables of the page anew; `pnpm --filter @evenkeel/report methods-figures` draws its figures. About five minutes.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { minimumDetectableEffect } from "../src/index.ts";
import { noiseModels, type NoiseModel } from "../test/simulation/noise-models.ts";
import {
  accuracyRates,
  falseDiscoveryRate,
  medianCoverage,
  powerRate,
  proportionCoverage,
  rankingRates,
  sequentialRates,
} from "../test/simulation/rates.ts";
import { errorRatesFile, methodsFile, withTables, type ErrorRates } from "./tables.ts";

const docs = join(import.meta.dirname, "..", "..", "..", "docs");
const runs = Number(process.argv[2] ?? 6000);
const models = Object.keys(noiseModels) as NoiseModel[];

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const rates: ErrorRates = {
  runs,
  ranking: models.map((model) => {
    say(`rankings with ${noiseModels[model].title}`);
    return { model: noiseModels[model].title, ...rankingRates(model, { rounds: 12, iterations: 31 }, runs) };
  }),
  sequential: models.map((model) => {
    say(`looks with ${noiseModels[model].title}`);
    const of16 = sequentialRates(model, 16, Math.ceil(runs / 2));
    return { model: noiseModels[model].title, of12: sequentialRates(model, 12, runs), of16 };
  }),
  accuracy: [
    { images: 2000, onlyFirst: 0.03, onlySecond: 0.03, uneven: 0 },
    { images: 2000, onlyFirst: 0.03, onlySecond: 0.03, uneven: 1 },
    { images: 2000, onlyFirst: 0.008, onlySecond: 0.008, uneven: 0.5 },
    { images: 5000, onlyFirst: 0.02, onlySecond: 0.012, uneven: 0 },
  ].map((design) => {
    say(`accuracies of ${design.images} images`);
    return { ...design, ...accuracyRates(design, runs) };
  }),
  power: [6, 7, 8, 10, 12, 16].map((pairs) => {
    say(`power of ${pairs} pairs`);
    const effect = minimumDetectableEffect(pairs, 1);
    return { pairs, effect, power: powerRate(pairs, effect, Math.ceil(runs / 2)) };
  }),
  falseDiscoveries: { allEqual: falseDiscoveryRate(0, runs), twoSlower: falseDiscoveryRate(0.05, runs) },
  medians: [10, 11, 15, 20, 40].map((n) => ({ n, coverage: medianCoverage(n, Math.ceil(runs / 5)) })),
  proportions: (
    [
      [200, 0.02],
      [500, 0.3],
      [2000, 0.01],
    ] as const
  ).map(([trials, share]) => ({ trials, share, coverage: proportionCoverage(trials, share, runs) })),
};
writeFileSync(join(docs, errorRatesFile), `${JSON.stringify(rates, null, 1)}\n`);
const page = join(docs, methodsFile);
writeFileSync(page, withTables(readFileSync(page, "utf8"), rates));
