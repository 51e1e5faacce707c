import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { hostTensor, randomStream, type HostTensor } from "@evenkeel/core";
import { expect, it } from "vitest";
import { createRemoteBackend, observe } from "../src/index.ts";
import { numberedImages, oipEndpoint, sourceOf, temporaryFolder } from "./fixtures/endpoints.ts";
import { sendJson, serve } from "./fixtures/loopback.ts";
import { flavours, logitsOf, oipServer } from "./fixtures/oip-server.ts";

const backend = createRemoteBackend({ environment: {} });

it("asks about each image once with 10,000 of them and 5% of the attempts failing", { timeout: 120_000 }, async () => {
  const count = 10_000;
  const random = randomStream(1, "faults");
  const triton = oipServer(flavours[0] as (typeof flavours)[number]);
  let came = 0;
  let failed = 0;
  const server = await serve(
    (request, response) => {
      came += 1;
      if (random.uniform() >= 0.05) return triton(request, response);
      failed += 1;
      const kind = random.below(4);
      if (kind === 0) response.writeHead(429, { "retry-after-ms": "1" }).end();
      else if (kind === 1) sendJson(response, { error: "later" }, 503);
      else if (kind === 2) response.destroy();
      // Reset after the work was done, in the middle of the answer.
      else response.writeHead(200, { "content-length": "500" }).write("{", () => response.destroy());
    },
    { keep: false },
  );
  const ledger = join(await temporaryFolder(), "twin.ledger.jsonl");
  const cassettes = await temporaryFolder();
  const endpoint = oipEndpoint(server.url, { encoding: "binary", limits: { concurrency: 16, attempts: 8 } });
  const model = await backend.load(await sourceOf(endpoint, { mode: "record", cassettes, ledger }));
  const images: HostTensor = hostTensor([count, 4, 4, 1], numberedImages(count).data);
  const { images: outcomes, records } = await model.predictEach(images);
  await model.dispose();
  const wrong = outcomes.filter((outcome, index) => {
    if (outcome.state !== "predicted") return true;
    return outcome.values.indexOf(5) !== logitsOf(numberedImages(1, index).data).indexOf(5);
  });
  expect(wrong).toEqual([]);
  expect(failed).toBeGreaterThan(0.04 * count);
  const seen = observe(records, false);
  expect(seen).toMatchObject({ requests: count, images: count });
  expect(new Set(records.map(({ key }) => key)).size).toBe(count);
  // Every attempt that came to the server is known here, with three or more questions of readiness before.
  const known = (await readFile(ledger, "utf8")).split("\n").length - 2;
  expect(known).toBe(came);
  expect(seen.attempts).toBeLessThanOrEqual(came - 3);
  expect(seen.retried).toBeGreaterThan(0.04 * count);
  expect(seen.firstAttemptAvailability.value).toBeCloseTo(0.95, 1);
  expect((await readFile(join(cassettes, "twin.jsonl"), "utf8")).split("\n")).toHaveLength(count + 2);
});
