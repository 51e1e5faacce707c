import { join } from "node:path";
import { noPostgres } from "@evenkeel/history/fixture";
import { readRun } from "@evenkeel/run-folder";
import { afterAll, describe, expect, it } from "vitest";
import { listJobs, runWorker, settleLost, submitJob, type Performer } from "../src/index.ts";
import { claimNext, mostRuns } from "../src/steps/claim.ts";
import { mostStrikes } from "../src/steps/go-on.ts";
import { beat, endJob, giveBack, reportProgress } from "../src/steps/hold.ts";
import { takeBack } from "../src/steps/lost.ts";
import { claimed, only, taker } from "./fixture/jobs.ts";
import { playedPerformer, submission, workerOptions } from "./fixture/played-worker.ts";
import { anHourLater, freshPlace, freshUrl, opened, query, stopServer } from "./fixture/queues.ts";

afterAll(stopServer);

describe.skipIf(noPostgres !== null)(`a job${noPostgres === null ? "" : `: ${noPostgres}`}`, () => {
  it("of a worker that is missed goes on; what that worker says of it afterwards counts for nothing", async () => {
    const url = await freshUrl();
    const queue = await opened(url);
    await submitJob(queue, submission());
    const place = await freshPlace();
    const claim = await claimed(queue, place);
    await reportProgress(queue, claim, { run: "a-run", before: 0, done: 2, planned: 3 });
    await settleLost(queue);
    expect(await beat(queue, claim)).toBe(true);
    await anHourLater(url);
    await settleLost(queue);
    expect(await only(queue)).toMatchObject({ state: "interrupted", attempts: [{ state: "lost" }] });
    expect((await only(queue)).reason).toBe("no sign of alpha any more; 2 of 3 cells are in run a-run on alpha");
    expect(await beat(queue, claim)).toBe(false);
    const progress = { run: "a-run", before: 0, done: 3, planned: 3 };
    expect(await endJob(queue, claim, { state: "done", good: true, reason: null, progress })).toBe(false);
    expect(await giveBack(queue, claim, progress)).toBe(false);
    const next = await claimed(queue, place);
    expect(next).toMatchObject({ job: claim.job, earlier: ["a-run"] });
    expect(await endJob(queue, claim, { state: "failed", reason: "late", progress: null })).toBe(false);
    expect(await only(queue)).toMatchObject({ state: "running" });
  });

  it("whose worker was killed goes on at once when one is started at its place", async () => {
    const queue = await opened(await freshUrl());
    await submitJob(queue, submission());
    const place = await freshPlace();
    const claim = await claimed(queue, place);
    expect(await takeBack(queue, (await freshPlace()).id)).toBe(0);
    expect(await takeBack(queue, place.id)).toBe(1);
    expect(await takeBack(queue, place.id)).toBe(0);
    expect(await beat(queue, claim)).toBe(false);
    expect(await runWorker(workerOptions(queue, place))).toMatchObject({ good: 1 });
    expect((await only(queue)).attempts.map(({ state }) => state)).toEqual(["lost", "done"]);
  });

  it(`that ${mostStrikes} workers are lost at before they settle a cell is given up, and says so`, async () => {
    const url = await freshUrl();
    const queue = await opened(url);
    await submitJob(queue, submission());
    for (let strike = 1; strike <= mostStrikes; strike += 1) {
      expect(await only(queue)).toMatchObject({ state: "waiting" });
      await claimed(queue, await freshPlace());
      await anHourLater(url);
      await settleLost(queue);
    }
    const job = await only(queue);
    expect(job).toMatchObject({ state: "lost", reason: expect.stringMatching(/^3 workers in a row were lost before/) });
    expect(job.endedAt).toBeInstanceOf(Date);
    expect(await claimNext(queue, taker(await freshPlace()))).toBeNull();
  });

  it(`is begun ${mostRuns} times at most, and given up with what it had`, async () => {
    const queue = await opened(await freshUrl(), { graceSeconds: 0 });
    await submitJob(queue, submission());
    for (let begun = 1; begun <= mostRuns; begun += 1) {
      const claim = await claimed(queue, await freshPlace());
      await giveBack(queue, claim, { run: `run-${begun}`, before: 0, done: begun, planned: 9 });
    }
    expect(await claimNext(queue, taker(await freshPlace()))).toBeNull();
    const { state, reason } = await only(queue);
    expect(state).toBe("lost");
    expect(reason).toMatch(/^begun 3 times and never ended; 3 of 9 cells are in run run-3 on alpha; 2 of 9 .* 1 of 9/);
  });

  it("that cannot be done says why, and the worker goes on with the next", async () => {
    const url = await freshUrl();
    const queue = await opened(url);
    const place = await freshPlace();
    const { id } = await submitJob(queue, submission());
    await query(url, `update evenkeel_fleet.job set submission = '{"version":1,"experiment":"rm -rf /"}'`);
    const unknown = submission();
    await submitJob(queue, { ...unknown, experiment: { ...unknown.experiment, budgetSeconds: 3 } });
    await submitJob(queue, submission());
    const performer = playedPerformer(place);

    const refusing: Performer["begin"] = async (order, ...others) => {
      if (order.experiment.budgetSeconds === 3) throw new Error(`no data in ${place.runsFolder}/data`);
      return performer.begin(order, ...others);
    };
    const options = workerOptions(queue, place, { performer: { ...performer, begin: refusing } });
    expect(await runWorker(options)).toMatchObject({ good: 1, bad: 2 });
    const [forged, failed, done] = await listJobs(queue);
    expect(forged).toMatchObject({
      id,
      state: "failed",
      reason: expect.stringMatching(/^the job in the queue: not an exp/),
    });
    expect(failed).toMatchObject({ state: "failed", reason: "no data in …/data" });
    expect(done).toMatchObject({ state: "done" });
  });

  it("whose results cannot be kept says where they are", async () => {
    const queue = await opened(await freshUrl());
    const place = await freshPlace();
    await submitJob(queue, submission());
    const performer = { ...playedPerformer(place), keep: () => Promise.reject(new Error("refused")) };
    expect(await runWorker(workerOptions(queue, place, { performer }))).toMatchObject({ bad: 1 });
    const { state, reason, attempts } = await only(queue);
    expect(state).toBe("failed");
    expect(reason).toBe(
      `measured, but not in the history: refused; import run ${attempts[0]?.run ?? ""} on alpha by \`evenkeel history import\``,
    );
  });

  it("that was measured and not ended is only brought into the history when it goes on", async () => {
    const queue = await opened(await freshUrl());
    const place = await freshPlace();
    await submitJob(queue, submission());
    const performer = playedPerformer(place);
    const claim = await claimed(queue, place);
    const { run } = await performer.begin({ version: 1, ...submission() }, "a-run", {
      signal: new AbortController().signal,
      onSettled: () => undefined,
    });
    await reportProgress(queue, claim, { run: "a-run", before: 0, done: 3, planned: 3 });
    const resume = () => Promise.reject(new Error("nothing is to be run"));
    await takeBack(queue, place.id);
    expect(await runWorker(workerOptions(queue, place, { performer: { ...performer, resume } }))).toMatchObject({
      good: 1,
    });
    expect(performer.kept).toEqual([join(place.runsFolder, "a-run")]);
    expect(await readRun(join(place.runsFolder, "a-run"))).toEqual(run);
  });
});
