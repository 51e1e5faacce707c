import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { BackendError } from "@evenkeel/core";
import { commandLine } from "@evenkeel/setup/command-line";
import { identities } from "../identities.ts";
import { cudaLibraries } from "./wheels.ts";

/** glibc's RTLD_NODELETE, which Node does not name: Node closes again what turns out to be no addon; so it stays. */
const stay = 0x1000;

const { id } = identities.cuda;
const librariesRemedy = `run: ${commandLine(`setup ${id}`)}; or name the folders of CUDA 13 and cuDNN 9 in EVENKEEL_CUDA_LIBRARIES`;
const driverRemedy = "install all of NVIDIA's driver; in a container, NVIDIA_DRIVER_CAPABILITIES=compute,utility";

/** Of what an addon would have to do and a plain library does not. Any other failure is one of the loader. */
const noAddon = /did not self-register/i;

/**
 * Loads NVIDIA's libraries, the driver's and then ONNX Runtime's into this process. glibc finds what is loaded by the
 * name under which the next library asks for it, so neither `LD_LIBRARY_PATH` nor a file beside onnxruntime-node is
 * needed. Must come before onnxruntime-node is imported.
 *
 * Throws `BackendError` naming the library that is missing or that does not load.
 */
export function loadLibraries(setUp: string): void {
  refuseAnotherRuntime(join(setUp, "runtime"));
  for (const name of cudaLibraries) loadLibrary(placeOf(name, setUp), librariesRemedy);
  loadLibrary("libcuda.so.1", driverRemedy);
  loadLibrary(join(setUp, "runtime", "libonnxruntime.so.1"), librariesRemedy);
}

/** Whether NVIDIA's libraries are the ones that setup brought, and so of the pinned versions. */
export function hasOwnCuda(setUp: string): boolean {
  return cudaLibraries.every((name) => existsSync(join(setUp, "cuda", name)));
}

/**
 * What setup brought; else, in a bundle without it, the folders of `EVENKEEL_CUDA_LIBRARIES`; else the name alone, for
 * the loader to find.
 */
export function placeOf(name: string, setUp: string, others = process.env["EVENKEEL_CUDA_LIBRARIES"] ?? ""): string {
  const folders = [join(setUp, "cuda"), ...others.split(delimiter).filter((folder) => folder !== "")];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? name;
}

function loadLibrary(path: string, remedy: string): void {
  try {
    process.dlopen({ exports: {} }, path, constants.dlopen.RTLD_LAZY | stay);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (noAddon.test(message)) return;
    throw new BackendError("a library does not load", { where: path, got: message, remedy, cause });
  }
}

/** A process has one ONNX Runtime: where it is onnxruntime-node's own, the provider would be looked for in vain. */
function refuseAnotherRuntime(ours: string): void {
  const report = process.report.getReport() as unknown as { readonly sharedObjects?: readonly string[] };
  const loaded = report.sharedObjects?.find((path) => path.includes("libonnxruntime.so"));
  if (loaded === undefined || loaded.startsWith(ours)) return;
  throw new BackendError("another ONNX Runtime is already in this process", {
    where: id,
    got: loaded,
    remedy: `use ${id} in a process of its own`,
  });
}
