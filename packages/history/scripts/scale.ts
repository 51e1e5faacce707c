/**
 * Fills a history of 1,000 series × 1,000 nights, or of `scale SERIES NIGHTS`, in SQLite and, where a server is
 * installed, in PostgreSQL, and prints how long one more night and each way of reading take.
 */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { historiesOf, importNight, listSeries, openStore, pointsOf, runsOf } from "../src/index.ts";
import { madeUpNight, madeUpSeries } from "../test/fixture/made-up-night.ts";
import { noPostgres, startPostgres } from "../test/fixture/postgres.ts";

const [series = 1000, nights = 1000] = process.argv.slice(2).map(Number);

const folder = await mkdtemp(join(tmpdir(), "evenkeel-scale-"));
try {
  const file = join(folder, "history.sqlite");
  await measure("SQLite", file);
  say(`  ${Math.round((await stat(file)).size / 2 ** 20)} MiB`);
} finally {
  await rm(folder, { recursive: true });
}
if (noPostgres === null) {
  const server = await startPostgres();
  try {
    await measure("PostgreSQL", await server.newDatabase());
  } finally {
    await server.stop();
  }
} else say(`PostgreSQL is left out: ${noPostgres}`);

async function measure(name: string, where: string): Promise<void> {
  say(`${name}, ${series} series × ${nights} nights`);
  const store = await openStore(where);
  await timed("filled", async () => {
    for (let night = 0; night < nights; night += 1) await importNight(store, madeUpNight({ night, series }));
  });
  await store.close();
  const again = await timed("opened", () => openStore(where));
  await timed("one more night imported", () => importNight(again, madeUpNight({ night: nights, series })));
  await timed("the same imported again", () => importNight(again, madeUpNight({ night: nights, series })));
  await timed("all series listed, with their last values", () => listSeries(again));
  await timed("the points of one series", () => pointsOf(again, madeUpSeries(7).id));
  await timed("all runs", () => runsOf(again));
  await timed("the points of every series, one after another", async () => {
    let points = 0;
    for await (const history of historiesOf(again)) points += history.points.length;
    return points;
  });
  await again.close();
}

async function timed<T>(what: string, action: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await action();
  say(`  ${what}: ${((performance.now() - start) / 1000).toFixed(3)} s`);
  return result;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
