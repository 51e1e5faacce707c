import type { Run } from "@evenkeel/analysis";
import type { GivenModelInfo, ModelSpec, SpecModelInfo } from "@evenkeel/core";
import { integer, largeCount } from "../../format.ts";
import { dataTable, type DataTable } from "../../table.ts";
import { classesText } from "../../words/fitting.ts";
import { scheduleText } from "../../words/schedule.ts";

/** The networks: size, cost and recipe. */
export function modelsOf({ models }: Run): DataTable {
  return dataTable(
    "models-table",
    "Models; FLOPs are of one forward pass of one image, a multiplication and an addition counting as two",
    ["model", "title", "input", "classes", "#parameters", "#FLOPs", "recipe", "origin"],
    models.map((info) => ("spec" in info ? specRow(info) : givenRow(info))),
  );
}

type Row = [string, ...string[]];

function specRow(info: SpecModelInfo): Row {
  const { spec, parameters, flopsPerSample } = info;
  return [
    spec.name,
    spec.title,
    inputText(spec),
    classesText(info) ?? integer(spec.classes),
    integer(parameters),
    largeCount(flopsPerSample),
    recipe(spec),
    spec.origin,
  ];
}

function givenRow({ network, parameters }: GivenModelInfo): Row {
  const { name, title, origin, classes } = network;
  const recipeText = "trained elsewhere";
  return [name, title, inputText(network), integer(classes), integer(parameters), "not known", recipeText, origin];
}

function inputText({ input: { height, width, channels } }: Pick<ModelSpec, "input">): string {
  return `${height}×${width}×${channels}`;
}

function recipe({ recipe: { optimizer, schedule, loss, batchSize, initialization } }: ModelSpec): string {
  const changing = scheduleText(schedule);
  const rate = `${optimizer.kind} ${optimizer.learningRate}${changing === null ? "" : ` (${changing})`}`;
  return [rate, loss, `batch ${batchSize}`, initialization].join(", ");
}
