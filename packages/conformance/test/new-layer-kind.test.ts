/** A layer kind that is only added to core's schema does not compile: the type checker lists what is missing. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";

const packagesFolder = fileURLToPath(new URL("../../", import.meta.url));
const copied = [
  "backend-onnx",
  "backend-python",
  "backend-reference",
  "backend-tfjs",
  "core",
  "gate",
  "models",
  "setup",
] as const;

/** The files that know every layer kind. */
const places = [
  "backend-onnx/src/inference/emit-layer.ts",
  "backend-onnx/src/training/emit-stage.ts",
  "backend-python/src/layers.ts",
  "backend-reference/src/layers/index.ts",
  "backend-tfjs/src/gradient-kernels.ts",
  "backend-tfjs/src/layers.ts",
  "gate/src/cases/layer-cases.ts",
  "gate/src/lesson/margins.ts",
  "gate/src/specs/index.ts",
  "models/src/layers/index.ts",
];

it("does not compile without its definition, its code in each backend and its cases in the gate", async () => {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "evenkeel-layer-kind-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await Promise.all(copied.map((name) => copyPackage(name, folder)));
  await addLayerKind(join(folder, "core/src/model-spec.ts"));
  const errors = await typeErrors(folder);
  const found = errors.map(({ file }) => file);
  expect([...new Set(found)].sort()).toEqual(places);
  for (const place of places) {
    const texts = errors.filter(({ file }) => file === place).map(({ text }) => text);
    expect(texts.join("\n"), place).toContain("swish");
  }
}, 60_000);

/** A package's source beside the others; it finds the copies of copied ones, and everything else where it is. */
async function copyPackage(name: string, folder: string): Promise<void> {
  const [from, to] = [join(packagesFolder, name), join(folder, name)];
  await cp(join(from, "src"), join(to, "src"), { recursive: true });
  await cp(join(from, "package.json"), join(to, "package.json"));
  const modules = join(from, "node_modules");
  for (const entry of await readdir(modules)) {
    if (entry.startsWith(".")) continue;
    if (!entry.startsWith("@")) await link(join(modules, entry), join(to, "node_modules", entry));
    else {
      for (const part of await readdir(join(modules, entry))) {
        const isCopied = entry === "@evenkeel" && copied.some((one) => one === part);
        await link(isCopied ? join(folder, part) : join(modules, entry, part), join(to, "node_modules", entry, part));
      }
    }
  }
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path, "junction");
}

async function addLayerKind(file: string): Promise<void> {
  const source = await readFile(file, "utf8");
  const known = '  z.strictObject({ kind: z.literal("relu"), name, inputs: one }),\n';
  expect(source).toContain(known);
  await writeFile(file, source.replace(known, known + known.replace("relu", "swish")));
}

async function typeErrors(folder: string): Promise<{ readonly file: string; readonly text: string }[]> {
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: join(packagesFolder, "../tsconfig.base.json"),
      compilerOptions: { typeRoots: [join(packagesFolder, "conformance/node_modules/@types")] },
      include: ["*/src"],
    }),
  );
  const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  const output = await promisify(execFile)(process.execPath, [compiler, "-p", ".", "--pretty", "false"], {
    cwd: folder,
  }).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  );
  // The lines of one error's explanation are indented.
  return output.split(/\n(?=\S)/).flatMap((error) => {
    const [, file, text] = /^(\S+?)\(\d+,\d+\): error (.*)$/s.exec(error) ?? [];
    return file === undefined || text === undefined ? [] : [{ file: file.replaceAll("\\", "/"), text }];
  });
}
