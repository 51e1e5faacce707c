import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const written = readFileSync(new URL("cuda-stand-ins.c", import.meta.url), "utf8");
const isWritten = (name: string): boolean => new RegExp(`\\b${name}\\(`).test(written);

/**
 * Libraries in the names of CUDA's that accept every call of `provider` and compute nothing, compiled into `folder`.
 * Needs `cc`, `nm` and `strings`.
 */
export function makeStandIns(provider: string, folder: string): void {
  const wanted = [
    ...program("nm", ["-D", "--undefined-only", provider]).matchAll(/ U (?<name>\w+)@(?<library>lib\S+)/g),
  ];
  for (const library of ["libcudart.so.13", "libcublas.so.13", "libcublasLt.so.13"]) {
    const names = wanted
      .filter(({ groups }) => groups?.["library"] === library)
      .map(({ groups }) => groups?.["name"] ?? "");
    const own = library.startsWith("libcudart") ? written : "";
    compile(
      folder,
      library,
      own +
        names
          .filter((name) => own === "" || !isWritten(name))
          .map(accepting)
          .join(""),
      library,
    );
  }
  // The provider looks cuDNN up by name, at run time.
  const cudnn = new Set(program("strings", ["-a", provider]).match(/^cudnn[A-Z]\w+$/gm));
  cudnn.delete("cudnnGetVersion");
  const version = "unsigned long cudnnGetVersion() { return 92000; }\n";
  compile(folder, "libcudnn.so.9", version + [...cudnn].map(accepting).join(""));
  compile(folder, "libcuda.so.1", "int cuTensorMapEncodeTiled() { return 0; }\n");
}

/** A function that says it succeeded; one that makes something gives a pointer to a few bytes. */
function accepting(name: string): string {
  if (!/Create(_v2)?$|^cudnnCreate/.test(name)) return `int ${name}() { return 0; }\n`;
  return `int ${name}(void **made) { static char bytes[64]; *made = bytes; return 0; }\n`;
}

function compile(folder: string, library: string, source: string, symbolVersion?: string): void {
  const file = join(folder, `${library}.c`);
  writeFileSync(file, source);
  const map = join(folder, `${library}.map`);
  writeFileSync(map, `${library} { global: *; };\n`);
  const versioned = symbolVersion === undefined ? [] : [`-Wl,--version-script,${map}`];
  const named = [`-Wl,-soname,${library}`, ...versioned];
  execFileSync("cc", ["-w", "-shared", "-fPIC", file, "-o", join(folder, library), ...named], { stdio: "inherit" });
}

function program(file: string, args: readonly string[]): string {
  return execFileSync(file, args, { encoding: "utf8", maxBuffer: 2 ** 30 });
}
