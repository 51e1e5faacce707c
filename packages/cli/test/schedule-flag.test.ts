import { EvenkeelError } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { parseSchedule } from "../src/schedule-flag.ts";

describe("parseSchedule", () => {
  it.each([
    ["constant,warm-up=0.5", { kind: "constant", warmUpEpochs: 0.5 }],
    ["step,every=10,factor=0.1", { kind: "step", everyEpochs: 10, factor: 0.1 }],
    ["cosine", { kind: "cosine" }],
    ["cosine,warm-up=1,final=0.01", { kind: "cosine", finalFactor: 0.01, warmUpEpochs: 1 }],
    ["exponential,factor=0.9", { kind: "exponential", factorPerEpoch: 0.9 }],
  ])("reads %s", (text, schedule) => {
    expect(parseSchedule(text)).toEqual(schedule);
  });

  it.each([
    "",
    "cosine,",
    "cosines",
    "step",
    "step,every=1",
    "step,every=1.5,factor=0.1",
    "step,every=1,factor=",
    "step,every=1,factor=1",
    "step,every=1,every=2,factor=0.1",
    "cosine,factor=0.1",
    "exponential,final=0.1",
    "constant,warm-up=-1",
    "cosine,kind=step",
  ])("refuses %j in one line that says what may be asked", (text) => {
    const refused = () => parseSchedule(text);
    expect(refused).toThrow(EvenkeelError);
    expect(refused).toThrow("--schedule: no learning-rate schedule; expected constant, step,every=<epochs>");
    expect(refused).toThrow(`got "${text}"`);
  });
});
