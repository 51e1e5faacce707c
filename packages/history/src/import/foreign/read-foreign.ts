import { stat } from "node:fs/promises";
import { isAsvFolder, readAsvFolder } from "./asv-folder.ts";
import { isBencherMetricFormat, readBencherMetricFormat } from "./bencher.ts";
import { foreignError, parseForeign, readForeign } from "./foreign-file.ts";
import type { ForeignOptions, ForeignRuns } from "./foreign-run.ts";
import { isDataJs, readDataJs } from "./github-action-benchmark.ts";

const expected =
  "run folders, github-action-benchmark's data.js, the results folder of asv, or a file in Bencher Metric Format (JSON)";

/**
 * The runs of another tool's file or folder; which tool's, its content says. Throws `DataError` naming the file at
 * fault and what was expected of it.
 */
export async function readForeignRuns(path: string, options: ForeignOptions): Promise<ForeignRuns> {
  const found = await stat(path).catch((cause: unknown) => {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw foreignError({ where: path, expected, got: code === "ENOENT" ? "nothing there" : message, cause });
  });
  if (found.isDirectory()) {
    if (await isAsvFolder(path)) return readAsvFolder(path);
    throw foreignError({ where: path, expected, got: "another folder" });
  }
  const text = await readForeign(path);
  if (isDataJs(text)) return readDataJs(text, path, options.machine);
  if (isBencherMetricFormat(parseForeign(text, path))) return readBencherMetricFormat(text, path, options);
  throw foreignError({ where: path, expected, got: "other JSON" });
}
