import { describe, expect, it } from "vitest";
import { fingerprintOf, olderFingerprintOf } from "../src/machine/fingerprint.ts";
import { machineIdentity } from "../src/machine/machine-identity.ts";
import { refuseOtherMachine } from "../src/same-machine.ts";
import { madeUpMachine, zen3 } from "./fixtures/made-up-machines.ts";
import { environment } from "./fixtures/options.ts";

const machine = await machineIdentity(environment, madeUpMachine({ files: { "/proc/cpuinfo": zen3 } }));
const now = { ...environment, machine, fingerprint: fingerprintOf(machine) };
const older = { ...environment, fingerprint: olderFingerprintOf({ ...environment, ...machine }) };

describe("a run that goes on", () => {
  it("does so where its fingerprint is this machine's", () => {
    expect(() => refuseOtherMachine("a folder", now, now)).not.toThrow();
  });

  it("is held against this machine by the rule of its time, where it keeps no parts of it", () => {
    expect(older.fingerprint).not.toBe(now.fingerprint);
    expect(() => refuseOtherMachine("a folder", older, now)).not.toThrow();
    expect(() => refuseOtherMachine("a folder", older, { ...now, cores: 3 })).toThrow(
      /cores: 2 and 3; how it was told: the first run keeps no ISA and no GPU of its machine/,
    );
  });

  it("says in what another machine differs", () => {
    const other = { ...machine, isa: [...(machine.isa ?? []), "avx512f"] };
    const there = { ...now, machine: other, fingerprint: fingerprintOf(other) };
    expect(() => refuseOtherMachine("a folder", now, there)).toThrow(
      /a folder: the run began on another machine.*; then and now: ISA: avx512f in the second alone\); go on there/,
    );
  });
});
