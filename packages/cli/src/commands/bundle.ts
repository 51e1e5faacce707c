import { basename, relative, resolve } from "node:path";
import { makeBundle, type Bundle } from "@evenkeel/bundle";
import { quotedText, UsageError, type BackendEntry } from "@evenkeel/core";
import { shellWord } from "@evenkeel/core/shell-word";
import { datasetFiles } from "@evenkeel/data";
import { Command } from "commander";
import { collectEnvironment } from "@evenkeel/harness";
import { exitCodes } from "../exit-codes.ts";
import { publishedDataset } from "../known-names.ts";
import { fileToWrite } from "../user-folder.ts";
import { listenForSignals } from "../interrupt.ts";
import { list, positiveInteger } from "../options.ts";
import { portableFiles } from "../portable-files.ts";
import { ProgressLine } from "../progress.ts";
import { projectRoot } from "../project.ts";
import { defaultBackends, defaultBackendsText, findBackend, registry } from "../registry.ts";
import { print } from "../terminal.ts";

interface Options {
  readonly backend?: readonly string[];
  readonly dataset?: readonly string[];
  readonly partSize?: number;
  readonly deviceLibraries: boolean;
  readonly out: string;
}

const help = `
The archive holds Node, Evenkeel, the chosen backends and the embedded images. On the other machine, which needs neither
network nor Node nor pnpm:

  cat evenkeel-linux-x64.tar.gz.[0-9]* | tar xz      of parts; tar xzf evenkeel-linux-x64.tar.gz of one file
  evenkeel/bench --budget 10                         what \`pnpm bench\` does here
  evenkeel/evenkeel --help                           every other command

Examples:
  evenkeel bundle                                                ${defaultBackendsText()}
  evenkeel bundle --backend onnx-cpu,onnx-wasm --part-size 55    in parts of at most 55 MiB
  evenkeel bundle --dataset fashion-mnist                        with the full data set, too
  evenkeel bundle --backend onnx-cpu,onnx-cuda                   after \`evenkeel setup onnx-cuda\`; see docs/cuda.md
  evenkeel bundle --backend onnx-cpu,torch-cuda                  the other machine's own Python, in EVENKEEL_PYTHON

${exitCodes({ good: "packed", bad: "something could not be packed" })}`;

export function bundleCommand(): Command {
  return new Command("bundle")
    .description("pack everything into an archive for a Linux x64 machine without network, Node or pnpm")
    .option("--backend <ids>", `backends to take along (default: ${defaultBackendsText()})`, list)
    .option("--dataset <names>", "datasets to take along beside the embedded one", list)
    .option("--part-size <MiB>", "split into parts of at most this size", positiveInteger)
    .option("--no-device-libraries", "leave out CUDA and cuDNN, where the other machine has them (docs/cuda.md)")
    .option("--out <file>", "the archive", "evenkeel-linux-x64.tar.gz")
    .addHelpText("after", help)
    .action(async (options: Options) => {
      if (!options.out.endsWith(".tar.gz")) {
        throw new UsageError("unknown kind of file", {
          where: "--out",
          expected: ".tar.gz",
          got: quotedText(options.out),
        });
      }
      const file = await fileToWrite(options.out, "--out");
      for (const name of options.dataset ?? []) publishedDataset(name, "--dataset");
      print(await bundle(file, options));
    });
}

/** Makes the archive; gives what is to be said of it. */
async function bundle(file: string, options: Options): Promise<string> {
  const chosen = options.backend?.map((id) => findBackend(id)) ?? defaultBackends();
  const setUp = await portableFiles(chosen, options);
  const line = new ProgressLine();
  const { signal, release } = listenForSignals(() => line.log("stopping; nothing is left behind"));
  line.show("collecting", "collecting files");
  try {
    const taken = await Promise.all((options.dataset ?? []).map((name) => datasetFiles(name, { root: projectRoot })));
    const ours = ["package.json", "LICENSE", "README.md", "datasets"];
    const files = [...ours.map((path) => resolve(projectRoot, path)), ...setUp.paths];
    const made = await makeBundle({
      root: projectRoot,
      packages: ["packages/cli", "benchmarks"],
      leaveOut: librariesWithout(chosen),
      include: [...files.map((from) => ({ from, to: relative(projectRoot, from) })), ...taken.flat()],
      origin: { ...(await originOf()), backends: chosen.map(({ id }) => id) },
      file,
      partBytes: options.partSize === undefined ? null : options.partSize * 2 ** 20,
      signal,
      onProgress: (fraction) => line.show(`${Math.floor(10 * fraction)}`, `packing ${Math.floor(100 * fraction)}%`),
    });
    return [describe(made, file), ...setUp.neededElsewhere.map((need) => `on the other machine, ${need}`)].join("\n");
  } finally {
    release();
    line.end();
  }
}

/** What the other machine, which has no git, records of the code that it runs. */
async function originOf(): Promise<{ evenkeelCommit: string | null; dirty: boolean | null }> {
  const { evenkeelCommit, dirty } = await collectEnvironment(projectRoot);
  return { evenkeelCommit, dirty };
}

/** npm packages that only backends run on which are not chosen. */
function librariesWithout(chosen: readonly BackendEntry[]): ReadonlySet<string> {
  const wanted = new Set(chosen.flatMap(({ libraries = [] }) => libraries));
  return new Set(registry.flatMap(({ libraries = [] }) => libraries).filter((name) => !wanted.has(name)));
}

function describe({ parts, checksums }: Bundle, file: string): string {
  const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  const [first] = parts;
  const whole = parts.length === 1 && first?.file === file;
  const name = shellWord(basename(file));
  const unpack = whole ? `tar xzf ${name}` : `cat ${name}.[0-9]* | tar xz`;
  return [
    ...parts.map((part) => `${part.file}  ${mebibytes(part.bytes)}`),
    `${checksums}  for sha256sum -c`,
    `unpack and run: ${unpack} && evenkeel/bench`,
  ].join("\n");
}
