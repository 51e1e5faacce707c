import { noPostgres } from "@evenkeel/history/fixture";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { listJobs, runWorker, submitJob, type Performer } from "../src/index.ts";
import { breakingServer } from "./fixture/breaking-server.ts";
import { only } from "./fixture/jobs.ts";
import { playedPerformer, submission, workerOptions } from "./fixture/played-worker.ts";
import { freshPlace, freshUrl, opened, stopServer } from "./fixture/queues.ts";

afterAll(stopServer);

it.skipIf(noPostgres !== null)(
  `a run goes on while the server is away, and is told when it is back${noPostgres === null ? "" : `: ${noPostgres}`}`,
  async () => {
    const url = await freshUrl();
    const breaking = await breakingServer(url);
    onTestFinished(() => breaking.stop());
    const queue = await opened(breaking.url);
    const place = await freshPlace();
    await submitJob(queue, submission());
    const performer = playedPerformer(place);
    const told: string[] = [];
    const begin: Performer["begin"] = async (order, runId, following) => {
      breaking.goAway();
      return performer.begin(order, runId, following);
    };
    const tell = (text: string) => {
      told.push(text);
      if (text.endsWith("trying again")) void breaking.comeBack();
    };
    expect(await runWorker(workerOptions(queue, place, { performer: { ...performer, begin }, tell }))).toMatchObject({
      good: 1,
    });
    expect(told.filter((text) => /the queue cannot be used; .*; trying again$/.test(text))).toHaveLength(1);
    expect(await only(queue)).toMatchObject({ state: "done", attempts: [{ state: "done", cellsDone: 3 }] });
    expect(performer.kept).toHaveLength(1);
  },
);

it.skipIf(noPostgres !== null)(
  `a worker that waits goes on when the server is back${noPostgres === null ? "" : `: ${noPostgres}`}`,
  async () => {
    const url = await freshUrl();
    const breaking = await breakingServer(url);
    onTestFinished(() => breaking.stop());
    const queue = await opened(breaking.url);
    const direct = await opened(url);
    const place = await freshPlace();
    await submitJob(direct, submission());
    let isAway = false;
    const tell = (text: string) => {
      if (text.endsWith(": done") && !isAway) {
        isAway = true;
        breaking.goAway();
      }
      if (text.endsWith("trying again")) void submitJob(direct, submission()).then(() => breaking.comeBack());
    };
    expect(await runWorker(workerOptions(queue, place, { tell }))).toMatchObject({ good: 2 });
    expect(await listJobs(direct)).toMatchObject([{ state: "done" }, { state: "done" }]);
  },
);
