/** Why backends cannot run on a machine, and what to do about it. The only place where this is worded. */
import { BackendError, brokenBy, type Unavailable } from "@evenkeel/core";
import { commandLine } from "./command-line.ts";
import { installation, type Installation } from "./installation.ts";

/** The environment variable with which users bring a Python of their own; it wins over the one that was set up. */
export const pythonVariable = "EVENKEEL_PYTHON";

const reinstall = "npx -y pnpm@12 install --force";
const vulkan = "install the graphics card's Vulkan driver and its loader (Debian, Ubuntu: libvulkan1)";

/** The same as an error, for a model that is loaded all the same; `where` is the backend's id or its setup. */
export function unavailableError(where: string, { message, remedy }: Unavailable): BackendError {
  return new BackendError(message, { where, ...(remedy !== null && { remedy }) });
}

/** Nothing of what `evenkeel setup` brings for it is here, or what is here is of other versions. */
export function notSetUp(id: string): Unavailable {
  return notInstalled("not set up", commandLine(`setup ${id}`));
}

/** A Python backend without its environment. A bundle takes none along. */
export function noPython(id: string, where: Installation = installation): Unavailable {
  if (where === "checkout") return notSetUp(id);
  return notInstalled("this bundle has no Python for it", `name a Python that holds its packages in ${pythonVariable}`);
}

/** A Python backend whose interpreter lacks a package; `isOwn` where that is what `EVENKEEL_PYTHON` names. */
export function missingPythonPackage(id: string, message: string, isOwn: boolean): Unavailable {
  return notInstalled(message, pythonRemedy(id, isOwn));
}

/** A Python backend whose framework does not start, for another cause than a missing package or device. */
export function brokenPython(id: string, message: string, isOwn: boolean): Unavailable {
  return { ...brokenBy(message), remedy: pythonRemedy(id, isOwn) };
}

/** What is tried on `supported` systems alone, here on `got`. */
export function unsupportedPlatform(what: string, supported: string, got: string): Unavailable {
  return notInstalled(`${what} runs on ${supported} only, not on ${got}`, `use it on ${supported}`);
}

/** Its npm package is not in this installation; `error` is what the import threw. */
export function missingLibrary(id: string, error: unknown, where: Installation = installation): Unavailable {
  const remedy =
    where === "checkout"
      ? "npx -y pnpm@12 install"
      : `this bundle lacks it; in a checkout, make one that has it: ${commandLine(`bundle --backend ${id}`, "checkout")}`;
  const [firstLine = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  // The rest of the line is the path of the module that imports it.
  return notInstalled(firstLine.replace(/ imported from .*/, ""), remedy);
}

/** A broken backend without a remedy needs only its npm packages: they are to be installed again. */
export function withReinstall(found: Unavailable, where: Installation = installation): Unavailable {
  if (found.reason !== "broken" || found.remedy !== null) return found;
  return { ...found, remedy: where === "checkout" ? reinstall : "unpack the bundle again, on Linux x64" };
}

/** What `evenkeel setup` brought is here and does not work; an error with a remedy of its own keeps it. */
export function brokenSetup(id: string, error: unknown, hint?: string): Unavailable {
  const found = brokenBy(error);
  const again = [setUpAgain(id), ...(hint === undefined ? [] : [hint])].join("; ");
  return { ...found, remedy: found.remedy ?? again };
}

/** A file of what `evenkeel setup` brought is missing or incomplete; `file` as its package names it. */
export function damagedSetup(id: string, file: string): Unavailable {
  return { ...brokenBy(`its packages are damaged: ${file} is missing or incomplete`), remedy: setUpAgain(id) };
}

/** No CUDA device can work here; `cause` is what NVIDIA's driver says of it. */
export function noNvidiaDriver(cause: string): Unavailable {
  const remedy =
    "on a machine with an NVIDIA GPU, install its driver (580 or newer for CUDA 13), so that nvidia-smi lists the GPU";
  return noDevice(cause, remedy);
}

/** NVIDIA's driver lists a GPU, and the framework does not find it; `message` is what the framework says. */
export function noUsableGpu(message: string): Unavailable {
  const remedy =
    "it needs a build with CUDA, a driver that this CUDA can use, and a GPU that CUDA_VISIBLE_DEVICES does not hide";
  return noDevice(message, remedy);
}

/** No graphics driver for the WebGPU implementation `library`. */
export function noWebgpuAdapter(library: string, platform: NodeJS.Platform = process.platform): Unavailable {
  const driver = "no graphics driver (Vulkan, Metal or Direct3D 12)";
  const remedy = platform === "linux" ? vulkan : "update the graphics card's driver";
  return noDevice(`no WebGPU adapter: this machine has ${driver} that ${library} can use`, remedy);
}

function pythonRemedy(id: string, isOwn: boolean): string {
  if (!isOwn) return setUpAgain(id);
  const alternative = `unset ${pythonVariable} and run: ${commandLine(`setup ${id}`)}`;
  return `install what is missing into the Python that ${pythonVariable} names, or ${alternative}`;
}

function setUpAgain(id: string): string {
  return `set it up anew: ${commandLine(`setup --repair ${id}`)}`;
}

function notInstalled(message: string, remedy: string): Unavailable {
  return { state: "unavailable", reason: "not-installed", message, remedy };
}

function noDevice(message: string, remedy: string): Unavailable {
  return { state: "unavailable", reason: "no-device", message, remedy };
}
