import { expect, test } from "vitest";
import type { ProbedBackend } from "@evenkeel/harness";
import { notSetUp } from "@evenkeel/setup/unavailable";
import { remedyLines } from "../src/remedy-lines.ts";

const backend = (id: string, availability: ProbedBackend["availability"]): ProbedBackend => ({
  id,
  title: "",
  device: "cpu",
  availability,
});
const runtime = { library: "l", version: "1", provider: "p", threads: 1, simd: null, deviceName: null };

test("names the remedy of each backend that has one", () => {
  const probed = [
    backend("a", { state: "available", runtime }),
    backend("b", notSetUp("b")),
    backend("c", { state: "unavailable", reason: "broken", message: "no", remedy: null }),
  ];
  expect(remedyLines(probed)).toEqual(["b: npx -y pnpm@12 evenkeel setup b"]);
});
