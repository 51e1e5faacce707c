import { readFileSync, statSync } from "node:fs";
import { quotedText, UsageError, type Network } from "@evenkeel/core";
import { datasets } from "@evenkeel/data";
import { publishedDataset } from "../known-names.ts";
import { mustExist, userPath } from "../user-folder.ts";

export interface LabelFlags {
  readonly labels?: string;
  readonly dataset?: string;
}

const mostBytes = 2 ** 22;
const longestLabel = 500;

/** The labels that the user named: of a file, one a line, or a dataset's classes; null where neither. */
export function statedLabels({ labels, dataset }: LabelFlags): readonly string[] | null {
  if (labels !== undefined && dataset !== undefined) {
    throw new UsageError("labels are named twice", { where: "--labels", remedy: "leave out --dataset or --labels" });
  }
  if (dataset !== undefined) return datasets.get(publishedDataset(dataset, "--dataset"))?.classNames ?? null;
  return labels === undefined ? null : labelsOfFile(userPath(labels, "--labels"));
}

function labelsOfFile(file: string): string[] {
  mustExist(file, "--labels", "a file");
  if (statSync(file).size > mostBytes) {
    throw new UsageError("too long for labels", {
      where: "--labels",
      expected: `at most ${mostBytes} bytes`,
      got: file,
    });
  }
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  const labels = lines.at(-1) === "" ? lines.slice(0, -1) : lines;
  const at = labels.findIndex(
    (label, line) => label.trim() === "" || label.length > longestLabel || labels.indexOf(label) < line,
  );
  if (at === -1 && labels.length >= 2) return labels;
  throw new UsageError("not a file of labels", {
    where: "--labels",
    expected: "at least two labels, one a line, each once",
    got: at === -1 ? `${labels.length} in ${file}` : `line ${at + 1}: ${quotedText(labels[at] ?? "")}`,
  });
}

/** The labels, if there is one for each class. Throws `UsageError`. */
export function fittingLabels(labels: readonly string[], { classes }: Pick<Network, "classes">): readonly string[] {
  if (labels.length === classes) return labels;
  throw new UsageError("other labels than the model has classes", {
    where: "--labels, --dataset",
    expected: String(classes),
    got: String(labels.length),
  });
}

/** Where nobody says what classes are: their indices. */
export function numbered({ classes }: Pick<Network, "classes">): string[] {
  return Array.from({ length: classes }, (_, index) => String(index));
}
