import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EndpointSource } from "@evenkeel/core";
import { expect, it } from "vitest";
import { cassetteFile, createRemoteBackend } from "../src/index.ts";
import { numberedImages, oipEndpoint, sourceOf, temporaryFolder } from "./fixtures/endpoints.ts";
import { serve } from "./fixtures/loopback.ts";
import { flavours, logitsOf, oipServer } from "./fixtures/oip-server.ts";

const script = fileURLToPath(new URL("fixtures/record-run.ts", import.meta.url));
const count = 400;
const concurrency = 8;

function start(source: EndpointSource) {
  return spawn(process.execPath, [script, JSON.stringify({ source, count })], { stdio: ["ignore", "pipe", "inherit"] });
}

it("goes on after kills at any moment: nothing is lost, asked again or spent twice over", async () => {
  const triton = oipServer(flavours[0] as (typeof flavours)[number]);
  let inferences = 0;
  let requests = 0;
  let kill: { readonly at: number; readonly now: () => void } | null = null;
  const server = await serve(
    (request, response) => {
      requests += 1;
      if (request.method === "POST") inferences += 1;
      triton(request, response);
      if (kill !== null && inferences >= kill.at) kill.now();
    },
    { keep: false },
  );
  const budget = { requests: 600, money: null };
  const endpoint = oipEndpoint(server.url, { limits: { concurrency, budget } });
  const cassettes = await temporaryFolder();
  const ledger = join(cassettes, "twin.ledger.jsonl");
  const source = await sourceOf(endpoint, { mode: "record", cassettes, ledger });
  const kills = [37, 160, 333];
  for (const at of kills) {
    const child = start(source);
    kill = { at, now: () => child.kill("SIGKILL") };
    const [, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect(signal).toBe("SIGKILL");
  }
  kill = null;
  const last = start(source);
  const [code] = (await once(last, "exit")) as [number | null];
  expect(code).toBe(0);
  // What was under way at a kill is asked again, and nothing else.
  expect(inferences).toBeGreaterThanOrEqual(count);
  expect(inferences).toBeLessThanOrEqual(count + kills.length * concurrency);
  const lines = (await readFile(cassetteFile(cassettes, endpoint), "utf8")).split("\n").slice(1, -1);
  const keys = lines.map((line) => (JSON.parse(line) as { key: string }).key);
  expect(new Set(keys).size).toBe(count);
  expect(keys).toHaveLength(count);
  // Every request that the server saw had been reserved before.
  const reserved = (await readFile(ledger, "utf8")).split("\n").length - 2;
  expect(reserved).toBeGreaterThanOrEqual(requests);
  expect(reserved).toBeLessThanOrEqual(requests + kills.length * concurrency);
  const replay = await createRemoteBackend().load({
    ...source,
    exchanges: { mode: "replay", cassettes, ledger: null },
  });
  const { value } = await replay.predict(numberedImages(count));
  const expected = Array.from({ length: count }, (_, index) => logitsOf(numberedImages(1, index).data)).flat();
  expect([...value.data]).toEqual(expected);
});
