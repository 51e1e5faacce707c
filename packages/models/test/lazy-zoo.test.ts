import type { ModelSpec } from "@evenkeel/core";
import { expect, it } from "vitest";
import { zoo } from "../src/index.ts";
import { zooOf } from "../src/zoo/index.ts";

it("keeps a network whose spec is wrong from spoiling the others", () => {
  const good = zoo.get("lenet-5") as ModelSpec;
  const other = zooOf([{ ...good, name: "wrong", classes: 3 }, good]);
  expect([...other.keys()]).toEqual(["wrong", "lenet-5"]);
  expect(other.get("lenet-5")).toEqual(good);
  expect(() => other.get("wrong")).toThrow(/wrong: its last layer does not give the logits/);
});
