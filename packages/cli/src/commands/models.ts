import { elementCount, UsageError, type ModelSpec } from "@evenkeel/core";
import { flopsPerSample, inferShapes, parameterCount, weightSlots, zoo } from "@evenkeel/models";
import { scheduleText } from "@evenkeel/report";
import { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { namedModel } from "../known-names.ts";
import { networkFor } from "../network-classes.ts";
import { severalClasses } from "../options.ts";
import { numbers, textTable } from "../table.ts";
import { print, printJson } from "../terminal.ts";

const help = `
Examples:
  evenkeel models                      what there is, with inputs, parameters and recipes
  evenkeel models keras-mnist-cnn      its layers
  evenkeel models lenet-5 --json       the whole spec
  evenkeel models lenet-5 --classes 3  the same as a run makes it for a dataset of three classes

${exitCodes({ good: "listed", bad: "the spec of a network is wrong" })}`;

export function modelsCommand(): Command {
  return new Command("models")
    .description("list the networks, or the layers of one")
    .argument("[name]", "a network of the list")
    .option("--classes <n>", "the one for so many classes (default: as it is written)", severalClasses)
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action((name: string | undefined, { classes, json }: { classes?: number; json?: true }) => {
      if (name !== undefined) return one(networkFor(namedModel(name, "name"), classes), json);
      if (classes === undefined) return list(json);
      throw new UsageError("one network is shown for other classes", {
        where: "--classes",
        expected: "a name before it",
      });
    });
}

function list(json?: true): void {
  const models = [...zoo.values()];
  if (json) return printJson(models.map(facts), 2);
  const rows = models.map((spec) => [
    spec.name,
    `${spec.input.height}×${spec.input.width}×${spec.input.channels}`,
    parameterCount(spec).toLocaleString("en"),
    (flopsPerSample(spec) / 1e6).toFixed(2),
    optimizer(spec),
    String(spec.recipe.batchSize),
    String(spec.recipe.epochs),
    spec.recipe.loss,
  ]);
  const sizes = numbers("parameters", "MFLOP/sample");
  const head = ["model", "input", ...sizes, "optimizer", ...numbers("batch", "epochs"), "loss"];
  print(textTable(head, rows));
}

function one(spec: ModelSpec, json?: true): void {
  if (json) return printJson({ ...facts(spec), spec }, 2);
  const shapes = inferShapes(spec);
  const rows = spec.layers.map((layer) => {
    const parameters = weightSlots(spec)
      .filter((slot) => slot.layer === layer.name)
      .reduce((sum, slot) => sum + elementCount(slot.shape), 0);
    const output = (shapes.get(layer.name) ?? []).join("×");
    return [
      layer.name,
      layer.kind,
      layer.inputs.join(", "),
      output,
      parameters === 0 ? "" : parameters.toLocaleString("en"),
    ];
  });
  const schedule = scheduleText(spec.recipe.schedule);
  const rate = schedule === null ? "" : `, learning rate ${schedule}`;
  const head = `${spec.title}\n${spec.origin}\n${optimizer(spec)}${rate}, batch ${spec.recipe.batchSize}, ${spec.recipe.epochs} epochs, ${spec.recipe.loss}`;
  print(`${head}\n\n${textTable(["layer", "kind", "from", "output", ...numbers("parameters")], rows)}`);
}

function facts(spec: ModelSpec) {
  const { name, title, origin, input, classes, recipe } = spec;
  return {
    name,
    title,
    origin,
    input,
    classes,
    recipe,
    parameters: parameterCount(spec),
    flopsPerSample: flopsPerSample(spec),
  };
}

function optimizer({ recipe }: ModelSpec): string {
  return `${recipe.optimizer.kind} ${recipe.optimizer.learningRate}`;
}
