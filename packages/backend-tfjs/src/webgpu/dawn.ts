import { createRequire } from "node:module";
import { join } from "node:path";
import type { RuntimeInfo } from "@evenkeel/core";
import { npmFolder } from "@evenkeel/setup";
import { dawnPackage } from "./dawn-package.ts";

/** What we use of WebGPU's objects (https://www.w3.org/TR/webgpu). */
export interface Adapter {
  readonly limits: Readonly<Record<string, number>>;
  readonly info: AdapterInfo;
  requestDevice(descriptor: { readonly requiredLimits: object }): Promise<GpuDevice>;
}

export interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter: boolean;
}

/** Handed on to tfjs as it is. */
export type GpuDevice = object;

interface Gpu {
  requestAdapter(options: object): Promise<Adapter | null>;
}

interface Dawn {
  create(options: readonly string[]): Gpu;
  readonly globals: Readonly<Record<string, unknown>>;
}

/** Kept: Dawn is freed together with this object, and crashes where an adapter or device of it is still in use. */
let gpu: Gpu | null = null;

/** Whether `evenkeel setup` brought it. */
export function isDawnInstalled(): boolean {
  return npmFolder(dawnPackage) !== null;
}

/** The machine's first adapter; null where there is none. */
export async function requestAdapter(): Promise<Adapter | null> {
  gpu ??= startDawn();
  return gpu.requestAdapter({ powerPreference: "high-performance" });
}

/**
 * Dawn is loaded without the package's own entry module, which adds nothing that is needed here. Its classes and
 * constants become globals, where tfjs looks for them.
 */
function startDawn(): Gpu {
  const folder = npmFolder(dawnPackage);
  if (folder === null) throw new TypeError("Dawn is not set up");
  const dawn = createRequire(import.meta.url)(join(folder, "dawn.node")) as Dawn;
  Object.assign(globalThis, dawn.globals);
  return dawn.create([]);
}

const softwareDrivers = /swiftshader|llvmpipe|lavapipe|basic render/i;

/** An adapter's name, and whether it computes on the CPU, which WebGPU calls a fallback adapter. */
export function adapterOf({
  description,
  device,
  vendor,
  architecture,
  isFallbackAdapter,
}: AdapterInfo): Pick<RuntimeInfo, "deviceName" | "adapter"> {
  const name =
    [description, device, `${vendor} ${architecture}`.trim()].find((text) => text !== "") ?? "unknown adapter";
  const software = isFallbackAdapter || softwareDrivers.test([description, device, vendor, architecture].join(" "));
  return { deviceName: name, adapter: software ? "software" : "hardware" };
}

/** Limits of the adapter that tfjs' shaders want more of than WebGPU's defaults give. */
const raisedLimits = [
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
  "maxBufferSize",
  "maxComputeWorkgroupSizeX",
  "maxComputeInvocationsPerWorkgroup",
] as const;

export async function openDevice(adapter: Adapter): Promise<GpuDevice> {
  const { limits } = adapter;
  return adapter.requestDevice({
    requiredLimits: Object.fromEntries(raisedLimits.map((name) => [name, limits[name]])),
  });
}
