import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import {
  addFindings,
  checkHistory,
  findingsFilesIn,
  findingsOf,
  importNight,
  keepFindings,
  listFindings,
  readFindingsFile,
  rebuildStore,
  updateFinding,
  type Night,
  type Store,
} from "../../src/index.ts";
import { collectSite } from "../../src/site/collect.ts";
import { confirmed, madeUpFinding, madeUpFindings, madeUpNight, madeUpSeries } from "../fixture/index.ts";
import { dumpOf } from "../store/dump.ts";
import { describeStores, opened } from "../store/stores.ts";

const fingerprint = "0123456789abcdef";

/** Two series take longer from the 20th night on; there is an A/A arm of none. */
const valueIn = (series: number, night: number) =>
  (1 + series) * (1 + ((night * 7 + series * 3) % 11) / 1000) * ([1, 3].includes(series) && night >= 20 ? 1.15 : 1);
const nights: readonly Night[] = Array.from({ length: 28 }, (_, night) =>
  madeUpNight({ night, name: "bench-1", valueIn }),
);

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-findings-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** What its overview says of each series, and of the last check. */
async function overview(store: Store) {
  const { series, check, falseAlarms } = await collectSite(store, {
    title: "",
    repository: null,
    reportOf: () => null,
  });
  return { series, check, falseAlarms };
}

describeStores(({ fresh }) => {
  it("takes a machine's decisions from one store to another, whose pages then show the same", async () => {
    const [one, other, folder] = [await opened(await fresh()), await opened(await fresh()), await temporaryFolder()];
    for (const night of nights) await importNight(one, night);
    const { proposals } = await checkHistory(one, 100);
    expect(proposals).toHaveLength(2);
    await updateFinding(one, proposals[0]?.finding.id ?? "", confirmed);
    const file = await findingsOf(one, fingerprint);
    if (file === null) throw new Error("no such machine");
    expect(await addFindings(folder, file)).toBe(true);
    expect(await addFindings(folder, file)).toBe(false);

    await rebuildStore(other, nights, (error) => {
      throw error;
    });
    const [path = ""] = await findingsFilesIn(folder);
    const read = await readFindingsFile(path);
    expect(await keepFindings(other, read)).toEqual({ added: 2, changed: 0 });
    expect(await overview(other)).toEqual(await overview(one));
    expect((await overview(other)).series.map(({ state }) => state).toSorted()).toEqual(
      expect.arrayContaining(["confirmed", "suspected", "quiet"]) as string[],
    );
    const before = await dumpOf(other);
    expect(await keepFindings(other, read)).toEqual({ added: 0, changed: 0 });
    expect(await dumpOf(other)).toEqual(before);
    expect(await findingsOf(other, fingerprint)).toEqual(file);
    // The next check there goes on where this one stopped.
    expect((await checkHistory(other, 200)).proposals.map(({ finding, isNew }) => [finding.state, isNew])).toEqual([
      ["suspected", false],
    ]);
  });

  it("stands without the runs: of a series whose nights are gone the finding stays", async () => {
    const store = await opened(await fresh());
    await keepFindings(store, madeUpFindings([madeUpFinding(5, confirmed)]));
    expect(await listFindings(store)).toEqual([madeUpFinding(5, confirmed)]);
    await importNight(store, madeUpNight({ night: 0, name: "bench-1" }));
    expect((await findingsOf(store, fingerprint))?.series).toEqual([madeUpSeries(5)]);
    expect(await findingsOf(store, "fedcba9876543210")).toBeNull();
  });

  it("loses no decision of either side", async () => {
    const [store, folder] = [await opened(await fresh()), await temporaryFolder()];
    await keepFindings(store, madeUpFindings([madeUpFinding(1, confirmed), madeUpFinding(3)], 50));
    expect(await keepFindings(store, madeUpFindings([madeUpFinding(1), madeUpFinding(3, confirmed)], 7))).toEqual({
      added: 0,
      changed: 1,
    });
    expect((await listFindings(store)).map(({ state }) => state)).toEqual(["confirmed", "confirmed"]);
    await addFindings(folder, madeUpFindings([madeUpFinding(7, confirmed)]));
    const file = await findingsOf(store, fingerprint);
    if (file !== null) await addFindings(folder, file);
    const [path = ""] = await findingsFilesIn(folder);
    expect((await readFindingsFile(path)).findings).toHaveLength(3);
  });
});

it("a file that cannot be used is named, and stays as it is", async () => {
  const folder = await temporaryFolder();
  await addFindings(folder, madeUpFindings([]));
  const [path = ""] = await findingsFilesIn(folder);
  await writeFile(path, "{}");
  await expect(addFindings(folder, madeUpFindings([]))).rejects.toThrow(/0123456789abcdef\.json: findings that cannot/);
  expect(await readFile(path, "utf8")).toBe("{}");
});
