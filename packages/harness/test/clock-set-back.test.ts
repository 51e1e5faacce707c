import { afterEach, beforeEach, expect, it } from "vitest";
import { startRun } from "../src/index.ts";
import { FakeClock } from "./fixtures/fake-clock.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { playedRun } from "./fixtures/played-run.ts";

let root: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
});
afterEach(() => remove());

/** A clock whose date goes back by a day each time that it is asked. */
class BackwardClock extends FakeClock {
  #asked = 0;

  override date(): Date {
    this.#asked += 1;
    return new Date(super.date().getTime() - this.#asked * 86_400_000);
  }
}

it("never ends before it began, also where the clock was set back", async () => {
  const { run } = await startRun(playedRun(root, { clock: new BackwardClock() }));
  const seconds = run.cells.reduce((sum, cell) => sum + cell.wallSeconds, 0);
  expect(Date.parse(run.finishedAt ?? "")).toBe(Date.parse(run.startedAt) + 1000 * seconds);
});

it("gives two runs of one second a folder and an id of their own", async () => {
  const { out: _, ...options } = playedRun(root, { clock: new FakeClock() });
  const [one, other] = await Promise.all([startRun(options), startRun({ ...options, clock: new FakeClock() })]);
  expect(new Set([one.folder, other.folder]).size).toBe(2);
  expect(one.folder.endsWith(one.run.runId) && other.folder.endsWith(other.run.runId)).toBe(true);
});

it("takes the id that it is given, once", async () => {
  const { out: _, ...options } = playedRun(root, { runId: "2026-11-28T09-00-00-tiny-4f2a9c31" });
  const { run, folder } = await startRun(options);
  expect(run.runId).toBe("2026-11-28T09-00-00-tiny-4f2a9c31");
  expect(folder.endsWith(run.runId)).toBe(true);
  await expect(startRun(options)).rejects.toThrow(/the folder is not empty/);
});
