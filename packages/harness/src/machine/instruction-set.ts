import type { SystemFiles } from "./system-files.ts";

/** What tells one processor from another of the same name; a part is null where the system does not say. */
export interface ProcessorKind {
  /** Vendor, family, model and stepping, or an Arm core's numbers. */
  readonly version: string | null;
  /** Those of `vectorExtensions` that every processor has, in that order. */
  readonly isa: readonly string[] | null;
}

interface Extension {
  readonly name: string;
  /** Among the flags or features of /proc/cpuinfo. */
  readonly linux: string;
  /** On Intel a word of `machdep.cpu.features`; on Apple silicon a key of sysctl whose value is 1. */
  readonly macos?: string;
}

/** The extensions that kernels of numerical libraries are chosen by. Others say nothing of times. */
export const vectorExtensions: readonly Extension[] = [
  { name: "sse4_2", linux: "sse4_2", macos: "SSE4.2" },
  { name: "avx", linux: "avx", macos: "AVX1.0" },
  { name: "avx2", linux: "avx2", macos: "AVX2" },
  { name: "fma", linux: "fma", macos: "FMA" },
  { name: "f16c", linux: "f16c", macos: "F16C" },
  { name: "avx_vnni", linux: "avx_vnni" },
  { name: "avx512f", linux: "avx512f", macos: "AVX512F" },
  { name: "avx512bw", linux: "avx512bw", macos: "AVX512BW" },
  { name: "avx512dq", linux: "avx512dq", macos: "AVX512DQ" },
  { name: "avx512vl", linux: "avx512vl", macos: "AVX512VL" },
  { name: "avx512_vnni", linux: "avx512_vnni", macos: "AVX512VNNI" },
  { name: "avx512_bf16", linux: "avx512_bf16" },
  { name: "avx512_fp16", linux: "avx512_fp16" },
  { name: "amx_tile", linux: "amx_tile" },
  { name: "amx_int8", linux: "amx_int8" },
  { name: "amx_bf16", linux: "amx_bf16" },
  { name: "neon", linux: "asimd", macos: "hw.optional.AdvSIMD" },
  { name: "fp16", linux: "asimdhp", macos: "hw.optional.arm.FEAT_FP16" },
  { name: "dotprod", linux: "asimddp", macos: "hw.optional.arm.FEAT_DotProd" },
  { name: "i8mm", linux: "i8mm", macos: "hw.optional.arm.FEAT_I8MM" },
  { name: "bf16", linux: "bf16", macos: "hw.optional.arm.FEAT_BF16" },
  { name: "sve", linux: "sve" },
  { name: "sve2", linux: "sve2" },
  { name: "sme", linux: "sme", macos: "hw.optional.arm.FEAT_SME" },
];

/** Most characters of a version: a file that holds no processors cannot make the fingerprint's parts immense. */
const longestVersion = 200;

/** On Linux, from `/proc/cpuinfo`: blocks of `field : value` lines, a processor each. */
export function kindOnLinux(files: SystemFiles): ProcessorKind {
  const blocks = (files("/proc/cpuinfo") ?? "").split(/\n\s*\n/).map(fieldsOf);
  const flags = blocks.flatMap((fields) => {
    const text = fields.get("flags") ?? fields.get("Features");
    return text === undefined ? [] : [new Set(text.split(/\s+/))];
  });
  const versions = new Set(blocks.flatMap((fields) => versionOnLinux(fields) ?? []));
  return {
    version: versions.size === 0 ? null : [...versions].toSorted().join(" and ").slice(0, longestVersion),
    isa: flags.length === 0 ? null : namesOf(({ linux }) => flags.every((own) => own.has(linux))),
  };
}

/** `AuthenticAMD family 25 model 1 stepping 1`, or of Arm `implementer 0x41 variant 0x3 part 0xd0c revision 1`. */
function versionOnLinux(fields: ReadonlyMap<string, string>): string | null {
  const x86 = ["vendor_id", "cpu family", "model", "stepping"].map((name) => fields.get(name));
  if (x86.every((value) => value !== undefined)) return versionOf(x86);
  const arm = (["implementer", "variant", "part", "revision"] as const).flatMap((name) => {
    const value = fields.get(`CPU ${name}`);
    return value === undefined ? [] : [`${name} ${value}`];
  });
  return arm.length === 4 ? arm.join(" ") : null;
}

function versionOf([vendor, family, model, stepping]: readonly (string | undefined)[]): string {
  return `${vendor} family ${family} model ${model} stepping ${stepping}`;
}

/** On macOS, from what `sysctl machdep.cpu hw.optional hw.cpufamily hw.cpusubfamily` prints. */
export function kindOnMacos(sysctl: string): ProcessorKind {
  const fields = fieldsOf(sysctl);
  const [features, more] = ["features", "leaf7_features"].map((name) => fields.get(`machdep.cpu.${name}`));
  const words = new Set([features ?? "", more ?? ""].join(" ").split(/\s+/));
  const intel = ["vendor", "family", "model", "stepping"].map((name) => fields.get(`machdep.cpu.${name}`));
  const [family, subfamily] = ["hw.cpufamily", "hw.cpusubfamily"].map((name) => fields.get(name));
  const apple = family === undefined ? null : `Apple family ${family} subfamily ${subfamily ?? "unknown"}`;
  const isKnown = features !== undefined || fields.has("hw.optional.AdvSIMD");
  const has = (name: string | undefined) => name !== undefined && (words.has(name) || fields.get(name) === "1");
  return {
    version: (intel.every((value) => value !== undefined) ? versionOf(intel) : apple)?.slice(0, longestVersion) ?? null,
    isa: isKnown ? namesOf(({ macos }) => has(macos)) : null,
  };
}

/** On Windows, from the variable `PROCESSOR_IDENTIFIER`: `AMD64 Family 25 Model 33 Stepping 0, AuthenticAMD`. */
export function kindOnWindows(identifier: string): ProcessorKind {
  const { family, model, stepping, vendor } =
    /Family (?<family>\d+) Model (?<model>\d+) Stepping (?<stepping>\d+), (?<vendor>\w{1,40})$/.exec(identifier.trim())
      ?.groups ?? {};
  return { version: vendor === undefined ? null : versionOf([vendor, family, model, stepping]), isa: null };
}

function namesOf(has: (extension: Extension) => boolean): string[] {
  return vectorExtensions.filter(has).map(({ name }) => name);
}

/** Lines `field : value`; of a field that stands twice, the first. */
function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const at = line.indexOf(":");
    const name = line.slice(0, Math.max(0, at)).trim();
    if (name !== "" && !fields.has(name)) fields.set(name, line.slice(at + 1).trim());
  }
  return fields;
}
