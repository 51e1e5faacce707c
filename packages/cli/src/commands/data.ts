import { foreignText, type Dataset } from "@evenkeel/core";
import {
  clearDecodedCache,
  datasetFetch,
  datasetSha256,
  listDatasets,
  openDataset,
  UnreadableImages,
} from "@evenkeel/data";
import { decodedCache } from "@evenkeel/harness";
import { remarkLines } from "@evenkeel/report";
import { Command } from "commander";
import pc from "picocolors";
import { exitCodes } from "../exit-codes.ts";
import { listenForSignals } from "../interrupt.ts";
import { namedDataset, publishedDataset } from "../known-names.ts";
import { ProgressLine } from "../progress.ts";
import { projectRoot } from "../project.ts";
import { textTable } from "../table.ts";
import { print, printJson, say } from "../terminal.ts";

const help = `
Examples:
  evenkeel data                               the known datasets, and how to get those that are not here
  evenkeel data show folder:~/pictures/pets   what is in a folder of images, before anything is trained on it
  evenkeel data fetch fashion-mnist
  evenkeel data clear-cache                   gives the disk space of decoded datasets back

${exitCodes({ good: "listed, shown or fetched", bad: "a dataset is not here, damaged, or could not be fetched" })}`;

export function dataCommand(): Command {
  return new Command("data")
    .description("list, check or fetch datasets, and empty the cache of decoded ones")
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(showCommand())
    .addCommand(fetchCommand())
    .addCommand(clearCacheCommand())
    .addHelpText("after", help);
}

function listCommand(): Command {
  return new Command("list")
    .description("the known datasets and whether they are here")
    .option("--json", "print JSON")
    .action(async (options: { json?: true }) => {
      const datasets = await listDatasets({ root: projectRoot });
      const rows = datasets.map(({ name, state, licence, howToGet }) => [
        name,
        state === "present" ? { text: state, colour: pc.green } : { text: state, colour: pc.yellow },
        licence,
        state === "present" ? "" : howToGet,
      ]);
      if (options.json) printJson(datasets, 2);
      else print(textTable(["dataset", "state", "licence", "how to get it"], rows));
    });
}

function showCommand(): Command {
  return new Command("show")
    .description("open a dataset, verify it and say what is in it")
    .argument("<dataset>", "a name of the list, or folder:<path>, idx:<folder> or cifar:<folder> for data of your own")
    .option("--json", "print JSON")
    .action(async (name: string, options: { json?: true }) => {
      const dataset = await opened(namedDataset(name, "dataset"));
      const { train, test, height, width, channels, classNames } = dataset;
      const facts = {
        name: dataset.name,
        image: [height, width, channels].join("×"),
        classes: classNames.join(", "),
        trainImages: train.count,
        testImages: test.count,
        ...(dataset.contentVerified !== undefined && {
          content: dataset.contentVerified ? "as published" : "not verified",
        }),
        sha256: datasetSha256(dataset),
      };
      if (options.json) return printJson({ ...facts, remarks: dataset.remarks ?? [] }, 2);
      for (const [key, value] of Object.entries(facts)) print(`${key}: ${foreignText(String(value), 1000)}`);
      for (const line of remarkLines({ remarks: [...(dataset.remarks ?? [])] })) print(foreignText(line, 1000));
    });
}

/** Says how far decoding is, and names every image that cannot be read. */
async function opened(name: string): Promise<Dataset> {
  const progress = new ProgressLine();
  try {
    return await openDataset(name, {
      root: projectRoot,
      onProgress: (done, total) =>
        progress.show(name, `decoding ${total} images: ${Math.floor((100 * done) / total)}%`),
    });
  } catch (error) {
    progress.end();
    if (error instanceof UnreadableImages) {
      for (const { path, reason } of error.images) say(`${foreignText(path)}: ${foreignText(reason)}`);
    }
    throw error;
  } finally {
    progress.end();
  }
}

function fetchCommand(): Command {
  return new Command("fetch")
    .description("download a dataset and verify it")
    .argument("<dataset>", "a name of the list")
    .action(async (name: string) => {
      const published = publishedDataset(name, "dataset");
      const progress = new ProgressLine();
      const { signal, release } = listenForSignals();
      try {
        const folder = await datasetFetch(published, {
          root: projectRoot,
          signal,
          onProgress: ({ file, receivedBytes, totalBytes }) =>
            progress.show(file, `${file}: ${percent(receivedBytes, totalBytes)}`),
        });
        print(folder);
      } finally {
        release();
        progress.end();
      }
    });
}

function clearCacheCommand(): Command {
  return new Command("clear-cache")
    .description("remove decoded datasets that no running process needs; the next run decodes anew what it needs")
    .action(async () => {
      const folder = decodedCache(projectRoot);
      const { removed, removedBytes, inUse } = await clearDecodedCache(folder);
      print(`${folder}: ${removed} decoded datasets removed, ${(removedBytes / 1e6).toFixed(1)} MB; ${inUse} in use`);
    });
}

function percent(received: number, total: number | null): string {
  return total === null ? `${(received / 1e6).toFixed(1)} MB` : `${Math.floor((100 * received) / total)}%`;
}
