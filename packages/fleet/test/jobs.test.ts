import { join } from "node:path";
import { noPostgres } from "@evenkeel/history/fixture";
import { environment } from "@evenkeel/harness/fixture";
import { readRun } from "@evenkeel/run-folder";
import { afterAll, describe, expect, it } from "vitest";
import { cancelJob, findJobs, runWorker, serving, submitJob, workersOf, type JobQueue } from "../src/index.ts";
import { claimNext } from "../src/steps/claim.ts";
import { beat, giveBack } from "../src/steps/hold.ts";
import { takeBack } from "../src/steps/lost.ts";
import { claimed, interrupted, only, taker } from "./fixture/jobs.ts";
import { offer, playedPerformer, submission, workerOptions } from "./fixture/played-worker.ts";
import { freshPlace, freshUrl, opened, stopServer } from "./fixture/queues.ts";

afterAll(stopServer);

describe.skipIf(noPostgres !== null)(`a job${noPostgres === null ? "" : `: ${noPostgres}`}`, () => {
  it("is done by a worker that can, and by no other", async () => {
    const queue = await opened(await freshUrl());
    const { id, queue: name } = await submitJob(queue, submission());
    const [able, unable] = [await freshPlace(), await freshPlace()];
    const tally = await runWorker(workerOptions(queue, unable, { offer: { ...offer, backends: ["b"] } }));
    expect(tally).toEqual({ good: 0, bad: 0, "given-back": 0, away: 0 });
    expect(await only(queue)).toMatchObject({ id, state: "waiting", attempts: [] });
    const performer = playedPerformer(able);
    const told: string[] = [];
    const options = workerOptions(queue, able, { performer, tell: (text) => told.push(text) });
    expect(await runWorker(options)).toMatchObject({ good: 1 });
    const job = await only(queue);
    const [attempt] = job.attempts;
    expect(job).toMatchObject({
      state: "done",
      good: true,
      reason: null,
      attempts: [{ state: "done", worker: "alpha" }],
    });
    expect(attempt).toMatchObject({ cellsDone: 3, cellsPlanned: 3 });
    expect(performer.kept).toEqual([join(able.runsFolder, attempt?.run ?? "")]);
    expect(await readRun(performer.kept[0] ?? "")).toMatchObject({ runId: attempt?.run, state: "finished" });
    expect(told.at(-1)).toMatch(/^job [0-9a-f]{8}: done$/);
    expect(serving(await workersOf(queue), name)).toEqual([]);
  });

  it("goes to one of several workers that ask at once", async () => {
    const url = await freshUrl();
    const queues = [await opened(url), await opened(url), await opened(url)];
    const sent: string[] = [];
    for (let count = 0; count < 8; count += 1) sent.push((await submitJob(queues[0] as JobQueue, submission())).id);
    const taken = await Promise.all(
      queues.map(async (queue) => {
        const { id } = await freshPlace();
        const own: string[] = [];
        for (
          let claim = await claimNext(queue, taker({ id }));
          claim !== null;
          claim = await claimNext(queue, taker({ id }))
        ) {
          own.push(claim.job);
        }
        return own;
      }),
    );
    expect(taken.flat().toSorted()).toEqual(sent.toSorted());
  });

  it("that is given back goes on where its files are, and nowhere else for a while", async () => {
    const queue = await opened(await freshUrl());
    await submitJob(queue, submission());
    const [here, elsewhere] = [await freshPlace(), await freshPlace()];
    await interrupted(queue, here);
    const left = await only(queue);
    expect(left).toMatchObject({ state: "interrupted", attempts: [{ state: "given-back", cellsDone: 1 }] });
    expect(left.reason).toMatch(/^alpha was ended and gave it back; 1 of 3 cells are in run .* on alpha$/);
    expect(await claimNext(queue, taker(elsewhere))).toBeNull();
    expect(await runWorker(workerOptions(queue, here))).toMatchObject({ good: 1 });
    const { state, attempts } = await only(queue);
    expect([state, ...attempts.map((one) => one.state)]).toEqual(["done", "given-back", "done"]);
    expect(attempts[1]?.run).toBe(attempts[0]?.run);
  });

  it("whose machine stays away is begun anew on another, as another run", async () => {
    const queue = await opened(await freshUrl(), { graceSeconds: 0 });
    await submitJob(queue, submission());
    const [here, elsewhere] = [await freshPlace(), await freshPlace()];
    const claim = await claimed(queue, here);
    await giveBack(queue, claim, { run: "a-run", before: 0, done: 2, planned: 3 });
    expect(await runWorker(workerOptions(queue, elsewhere, { fingerprint: "f".repeat(16) }))).toMatchObject({
      good: 1,
    });
    const { attempts } = await only(queue);
    expect(attempts.map(({ state, fingerprint }) => [state, fingerprint])).toEqual([
      ["given-back", environment.fingerprint],
      ["done", "f".repeat(16)],
    ]);
    expect(attempts[1]?.run).not.toBe("a-run");
    expect(await claimNext(queue, taker(here))).toBeNull();
  });

  it("never has times of two machines in one run, even where the files moved along", async () => {
    const queue = await opened(await freshUrl());
    await submitJob(queue, submission());
    const place = await freshPlace();
    await interrupted(queue, place);
    expect(await runWorker(workerOptions(queue, place, { fingerprint: "f".repeat(16) }))).toMatchObject({ good: 1 });
    const [first, second] = (await only(queue)).attempts;
    expect(second?.run).not.toBe(first?.run);
    expect(await readRun(join(place.runsFolder, first?.run ?? ""))).toMatchObject({ state: "interrupted" });
  });

  it("that is cancelled is taken from the worker that is at it", async () => {
    const queue = await opened(await freshUrl());
    const { id } = await submitJob(queue, submission());
    const place = await freshPlace();
    const claim = await claimed(queue, place);
    expect(await cancelJob(queue, id)).toBe(true);
    expect(await beat(queue, claim)).toBe(false);
    expect(await takeBack(queue, place.id)).toBe(0);
    expect(await findJobs(queue, id.slice(0, 8))).toMatchObject([{ id, state: "cancelled" }]);
    expect(await cancelJob(queue, id)).toBe(false);
    expect(await claimNext(queue, taker(place))).toBeNull();
  });
});
