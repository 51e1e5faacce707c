import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kindOnLinux, kindOnMacos, kindOnWindows, vectorExtensions } from "../../src/machine/instruction-set.ts";
import { appleSilicon, epyc, graviton, intelMac, zen3, zen4, zen5 } from "../fixtures/made-up-machines.ts";

const onLinux = (cpuinfo: string | null) => kindOnLinux((path) => (path === "/proc/cpuinfo" ? cpuinfo : null));
const basic = ["sse4_2", "avx", "avx2", "fma", "f16c"];
const avx512 = ["avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni", "avx512_bf16"];

describe("a processor on Linux", () => {
  it.each([
    ["Zen 3", zen3, "AuthenticAMD family 25 model 1 stepping 1", basic],
    ["Zen 4", zen4, "AuthenticAMD family 25 model 17 stepping 1", [...basic, ...avx512]],
    ["Zen 5", zen5, "AuthenticAMD family 26 model 2 stepping 1", [...basic, "avx_vnni", ...avx512]],
    [
      "Graviton 3",
      graviton,
      "implementer 0x41 variant 0x1 part 0xd40 revision 1",
      ["neon", "fp16", "dotprod", "i8mm", "bf16", "sve"],
    ],
  ])("%s is told by its numbers and its vector extensions, whatever it is called", (_, cpuinfo, version, isa) => {
    expect(onLinux(cpuinfo)).toEqual({ version, isa });
  });

  it("has what all its cores have, and the numbers of each kind of core", () => {
    const [wide, narrow] = [zen4.split("\n\n")[0], epyc({ model: 24 }).split("\n\n")[1]];
    expect(onLinux(`${wide}\n\n${narrow}\n`)).toEqual({
      version: "AuthenticAMD family 25 model 17 stepping 1 and AuthenticAMD family 25 model 24 stepping 1",
      isa: basic,
    });
  });

  it.each([
    ["no such file", null],
    ["nothing in it", ""],
    ["another kind of processor", "processor\t: 0\nhart\t\t: 0\nisa\t\t: rv64imafdc\n"],
  ])("is not known of %s", (_, cpuinfo) => {
    expect(onLinux(cpuinfo)).toEqual({ version: null, isa: null });
  });
});

describe("a processor elsewhere", () => {
  it("is told by sysctl on macOS, Intel's and Apple's alike", () => {
    expect(kindOnMacos(intelMac)).toEqual({ version: "GenuineIntel family 6 model 158 stepping 10", isa: basic });
    expect(kindOnMacos(appleSilicon)).toEqual({
      version: "Apple family 1976872121 subfamily 2",
      isa: ["neon", "fp16", "dotprod", "i8mm", "sme"],
    });
    expect(kindOnMacos("")).toEqual({ version: null, isa: null });
  });

  it("is told by its numbers alone on Windows", () => {
    expect(kindOnWindows("AMD64 Family 25 Model 33 Stepping 0, AuthenticAMD")).toEqual({
      version: "AuthenticAMD family 25 model 33 stepping 0",
      isa: null,
    });
    expect(kindOnWindows("ARMv8 (64-bit) Family 8 Model D4B Revision 0")).toEqual({ version: null, isa: null });
  });
});

it("whatever a file holds gives names of the list and a version that is short", () => {
  const names = new Set(vectorExtensions.map(({ name }) => name));
  const line = fc.oneof(
    fc.string(),
    fc.tuple(fc.constantFrom("flags", "Features", "vendor_id", "cpu family", "model", "stepping"), fc.string()),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = lines.map((one) => (typeof one === "string" ? one : one.join(" : "))).join("\n");
      for (const { version, isa } of [onLinux(text), kindOnMacos(text), kindOnWindows(text)]) {
        expect(version?.length ?? 0).toBeLessThanOrEqual(200);
        for (const name of isa ?? []) expect(names).toContain(name);
      }
    }),
  );
});
