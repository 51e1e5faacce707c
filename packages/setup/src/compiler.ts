import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { BackendError } from "@evenkeel/core";
import { addonFolder, type Addon } from "./addon.ts";
import { run } from "./command.ts";

/** The C++ compiler that CXX names, or g++. Throws `BackendError` where there is none. */
export async function findCompiler(signal: AbortSignal): Promise<string> {
  const named = process.env["CXX"];
  const compiler = named === undefined || named === "" ? "g++" : named;
  const version = await run(compiler, ["--version"], { signal }).catch(() => null);
  signal.throwIfAborted();
  if (version !== null) return compiler;
  throw new BackendError("no C++ compiler to build the addon with", {
    expected: "g++, or the one that CXX names",
    got: `no ${compiler} on the PATH`,
    remedy: "install it (Debian, Ubuntu: apt install g++)",
  });
}

/**
 * Arguments that compile and link an addon for Linux into `file`; `packages` is where its environment keeps its
 * packages. Node-API is the same in every Node, so its headers are those of a package and not of the Node that runs.
 * The library is found from where the addon lies: the cache can be moved as a whole.
 */
export function compilerArguments(addon: Addon, packages: string, file: string): string[] {
  const { library, sources } = addon;
  const folder = fileURLToPath(sources());
  const code = readdirSync(folder).filter((name) => name.endsWith(".cc"));
  const libraryFolder = join(packages, library.folder);
  const nodeApi = fileURLToPath(import.meta.resolve("node-api-headers/include/node_api.h"));
  const flags = ["-std=c++17", "-O3", "-fPIC", "-shared", "-DNAPI_VERSION=8"];
  return [
    ...flags,
    ...[dirname(nodeApi), join(libraryFolder, "include")].flatMap((headers) => ["-isystem", headers]),
    ...code.map((name) => join(folder, name)),
    "-o",
    file,
    `-L${libraryFolder}`,
    ...library.files.map((name) => `-l:${name}`),
    `-Wl,-rpath,$ORIGIN/${relative(addonFolder(addon), libraryFolder)}`,
  ];
}
