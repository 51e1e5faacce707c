import { UnsupportedError } from "@evenkeel/core";
import { testCatalog } from "@evenkeel/conformance";
import { expect, it } from "vitest";
import { catalog } from "../src/catalog.ts";
import { remoteBackend } from "../src/index.ts";

testCatalog(catalog, new URL("../src/catalog.ts", import.meta.url));

it("is a remote device that trains nothing, and takes endpoints alone", async () => {
  expect(remoteBackend).toMatchObject({
    id: "remote",
    device: "remote",
    supports: { training: false, threads: false },
  });
  expect(await remoteBackend.probe()).toMatchObject({ state: "available", runtime: { library: "undici", threads: 1 } });
  const network = { name: "n", title: "", origin: "", input: { height: 1, width: 1, channels: 1 }, classes: 2 };
  const input = {
    name: "x",
    layout: "nhwc",
    channelOrder: "rgb",
    scale: 1,
    mean: [0],
    deviation: [1],
    batch: null,
  } as const;
  const own = { input: { ...input, mean: [0], deviation: [1] }, output: { name: "y", meaning: "logits" as const } };
  const loading = remoteBackend.load({ kind: "onnx", network, file: "x.onnx", interface: own });
  await expect(loading).rejects.toThrow(UnsupportedError);
  await expect(loading).rejects.toThrow(/got n of kind "onnx"/);
});
