/** Several processes with one store, and processes that are killed while they write. */
import { resolve } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { importNight, listSeries, openStore, runsOf, type Store } from "../../src/index.ts";
import { madeUpNight } from "../fixture/index.ts";
import { dumpOf } from "./dump.ts";
import { describeStores, opened } from "./stores.ts";

const script = resolve(import.meta.dirname, "../fixture/import-nights.ts");

/** A process that imports these nights. */
function importing(where: string, from: number, to: number, ...others: readonly string[]) {
  return execa(process.execPath, [script, where, String(from), String(to), ...others], { reject: false });
}

/** What the store would hold had one process imported these nights alone. */
async function expectedOf(fresh: () => Promise<string>, nights: number, series: number) {
  const store = await opened(await fresh());
  for (let night = 0; night < nights; night += 1) await importNight(store, madeUpNight({ night, series }));
  return dumpOf(store);
}

async function pointsByRun({ database }: Store): Promise<Map<string, number>> {
  const rows = await database.selectFrom("point").select("run_id").execute();
  return new Map([...Map.groupBy(rows, ({ run_id: id }) => id)].map(([id, own]) => [id, own.length]));
}

describeStores(({ fresh }) => {
  it("is made and filled by several processes at once, each night in it once", async () => {
    const where = await fresh();
    const runs = [importing(where, 0, 20), importing(where, 10, 30), importing(where, 0, 30)];
    for (const { exitCode, stderr } of await Promise.all(runs)) expect([exitCode, stderr]).toEqual([0, ""]);
    expect(await dumpOf(await opened(where))).toEqual(await expectedOf(fresh, 30, 8));
  });

  it("takes several writers of one process, too", async () => {
    const where = await fresh();
    const stores = [await opened(where), await opened(where), await opened(where)];
    await Promise.all(
      stores.flatMap((store) => [0, 1, 2, 3, 4].map((night) => importNight(store, madeUpNight({ night })))),
    );
    expect(await dumpOf(await opened(where))).toEqual(await expectedOf(fresh, 5, 8));
  });

  it("has nothing of a night whose process was killed in its middle, and takes it again", async () => {
    const where = await fresh();
    const { signal } = await importing(where, 0, 2, "1200", "die");
    expect(signal).toBe("SIGKILL");
    const store = await opened(where);
    expect(await dumpOf(store)).toEqual(await expectedOf(fresh, 1, 1200));
    expect(await importNight(store, madeUpNight({ night: 1, series: 1200 }))).toBe("imported");
    expect(await dumpOf(store)).toEqual(await expectedOf(fresh, 2, 1200));
  });

  it("has whole nights alone after kills at any moment, and is made whole by another process", async () => {
    const where = await fresh();
    for (const after of [2, 6]) {
      const killed = importing(where, 0, 20, "200");
      let lines = 0;
      killed.stdout.on("data", (text: Buffer) => {
        lines += text.toString().split("\n").length - 1;
        if (lines >= after) killed.kill("SIGKILL");
      });
      await killed;
      const store = await openStore(where);
      const runs = await runsOf(store);
      expect(runs.length).toBeGreaterThanOrEqual(after);
      expect(await pointsByRun(store)).toEqual(new Map(runs.map(({ id }) => [id, 200])));
      await store.close();
    }
    expect((await importing(where, 0, 20, "200")).exitCode).toBe(0);
    const all = await listSeries(await opened(where));
    expect(all.map(({ nights }) => nights)).toEqual(Array.from({ length: 200 }, () => 20));
  });

  it("is read while another writes: what was there before, or after", async () => {
    const where = await fresh();
    const [writer, reader] = [await opened(where), await opened(where)];
    await importNight(writer, madeUpNight({ night: 0 }));
    await writer.write(async (transaction) => {
      await transaction.deleteFrom("point").execute();
      expect((await listSeries(reader)).map(({ nights }) => nights)).toEqual(Array.from({ length: 8 }, () => 1));
    });
    expect(await listSeries(reader)).toEqual([]);
  });
});
