/**
 * A history of 1,000 series × 1,000 nights, or of `scale SERIES NIGHTS`, in SQLite and, where a server is installed, in
 * PostgreSQL: what a night, a check and a look at it take, as a table of medians of three. A tenth of the series are
 * controls (A/A), a tenth have a step of 10% in their last 60 nights. Ends with 1 where something takes longer than
 * docs/history.md promises.
 */
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { madeUpRun } from "@evenkeel/analysis/made-up-run";
import { writeRunFolder } from "@evenkeel/analysis/write-run-folder";
import { randomStream } from "@evenkeel/core";
import { writeManifest } from "@evenkeel/run-folder";
import {
  checkHistory,
  collectSite,
  historiesOf,
  importNight,
  listSeries,
  nightOfRunFolder,
  openStore,
  pointsOf,
  seriesOf,
  siteFiles,
  type Night,
  type Store,
} from "../src/index.ts";
import { overviewPage } from "../src/site/overview.ts";
import { madeUpHistory } from "../test/detect/simulation/histories.ts";
import { madeUpNight, madeUpSeries } from "../test/fixture/made-up-night.ts";
import { noPostgres, startPostgres } from "../test/fixture/postgres.ts";
import { Timings } from "./timings.ts";

const [series = 1000, nights = 1000] = process.argv.slice(2).map(Number);
const repeats = 3;
const controls = Math.floor(series / 10);
const site = { title: "Benchmarks by night", repository: "https://example.org/owner/name", reportOf: () => null };
const bounds = { "one more night imported": 5, check: 60, overview: 5, "series listed": 5 };

const values = Array.from({ length: series }, (_, index) => {
  const random = randomStream(index, "scale");
  const level = 1 + index / 7;
  const stepAt = index % 10 === 0 ? nights - 10 - random.below(50) : Number.POSITIVE_INFINITY;
  return madeUpHistory({ title: "", phi: 0.3 }, nights + repeats, 0.03, random).map(
    (value, night) => level * value * (night < stepAt ? 1 : 1.1),
  );
});

const folder = await mkdtemp(join(tmpdir(), "evenkeel-scale-"));
const timings = new Timings(repeats);
try {
  await readRunFolder(join(folder, "run"));
  const file = join(folder, "history.sqlite");
  await measure("SQLite", file);
  timings.note("SQLite", "size", `${Math.round((await stat(file)).size / 2 ** 20)} MiB`);
  if (noPostgres === null) {
    const server = await startPostgres();
    try {
      await measure("PostgreSQL", await server.newDatabase());
    } finally {
      await server.stop();
    }
  } else process.stderr.write(`PostgreSQL is left out: ${noPostgres}\n`);
} finally {
  await rm(folder, { recursive: true });
}
const machine = `${cpus()[0]?.model ?? "?"}, ${cpus().length} cores, Node ${process.version}`;
const peak = `${Math.round(process.resourceUsage().maxRSS / 1024)} MiB at most`;
process.stdout.write(`${series} series × ${nights} nights, ${new Date().toISOString().slice(0, 10)}\n`);
process.stdout.write(`${machine}; ${peak}\n\n${timings.table(bounds)}\n`);
process.exitCode = timings.keeps(bounds) ? 0 : 1;

/** As `history import` does before it writes: of a run of 10 networks on 12 backends. */
async function readRunFolder(at: string): Promise<void> {
  const numbered = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
  await mkdir(at);
  await writeRunFolder(at, madeUpRun({ models: numbered("model", 10), backends: numbered("backend", 12), rounds: 6 }));
  await writeManifest(at);
  const read = () => nightOfRunFolder(at, folder);
  await timings.take("run folder", "read", read);
  timings.note("run folder", "series", String((await read()).points.length));
}

function nightOf(night: number): Night {
  const made = madeUpNight({ night, series: series - controls, valueIn: (index, at) => values[index]?.[at] ?? 1 });
  const twins = made.points.slice(0, controls).map(({ series: original, point }, index) => ({
    series: seriesOf({ ...original, control: true }, original),
    point: { ...point, value: values[series - controls + index]?.[night] ?? 1 },
  }));
  return { ...made, points: [...made.points, ...twins] };
}

async function measure(name: string, where: string): Promise<void> {
  const store = await openStore(where);
  await timings.once(name, "filled", async () => {
    for (let night = 0; night < nights; night += 1) await importNight(store, nightOf(night));
  });
  await store.close();
  const again = await timings.once(name, "opened", () => openStore(where));
  let night = nights;
  await timings.take(name, "one more night imported", () => importNight(again, nightOf(night++)));
  await timings.take(name, "the same imported again", () => importNight(again, nightOf(nights)));
  await timings.take(name, "check", () => checkHistory(again, Date.now()));
  await timings.take(name, "overview", async () => overviewPage(await collectSite(again, site)));
  await timings.take(name, "series listed", () => listSeries(again));
  await timings.take(name, "points of one series", () => pointsOf(again, madeUpSeries(7).id));
  await timings.take(name, "points of every series", async () => {
    let points = 0;
    for await (const history of historiesOf(again)) points += history.points.length;
    return points;
  });
  await timings.once(name, "every page written", () => writePages(name, again));
  await again.close();
}

async function writePages(name: string, store: Store): Promise<void> {
  let [bytes, pages] = [0, 0];
  for await (const { path, text } of siteFiles(await collectSite(store, site), historiesOf(store))) {
    const file = join(folder, name, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    [bytes, pages] = [bytes + text.length, pages + 1];
  }
  timings.note(name, "pages", `${pages}, ${Math.round(bytes / 1e6)} MB`);
}
