import { explainError, quotedText, UsageError } from "@evenkeel/core";
import {
  faultDefinitions,
  faultKinds,
  parseFault,
  protocolNames,
  type FaultSetting,
  type ProtocolName,
} from "@evenkeel/endpoint-server";
import { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { listenForSignals } from "../interrupt.ts";
import { knownName } from "../known-name.ts";
import { list, naturalNumber, oneThreadCount, portNumber } from "../options.ts";
import { findBackend } from "../registry.ts";
import { backendHere } from "../serve/backend-here.ts";
import { chosenModel, type ModelFlags } from "../serve/choose-model.ts";
import { servedModel } from "../serve/served-model.ts";
import { servingDocument, servingText } from "../serve/serve-text.ts";
import { print, printJson, say } from "../terminal.ts";

interface Options extends ModelFlags {
  readonly backend: string;
  readonly threads?: number;
  readonly protocol?: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly fault?: readonly FaultSetting[];
  readonly faultSeed: number;
  readonly keyVariable?: string;
  readonly json?: true;
}

const help = `
A twin of a closed endpoint: a model that is known in every bit, behind the protocols that closed ones are reached by. It
listens on 127.0.0.1 alone. docs/open-vs-closed.md says what each protocol takes and gives.

Faults, each with its parameters and what they are where nothing is stated; --fault may be repeated:
${faultKinds.map(faultHelp).join("\n")}

Examples:
  evenkeel serve latest                                      the last run's trained model, all protocols
  evenkeel serve latest --protocol oip-v2 --port 0 --json    on any free port, told as one JSON document
  evenkeel serve --model keras-mnist-cnn --untrained --dataset fashion-mnist-subset
  evenkeel serve --model lenet-5 --weights lenet.safetensors --labels labels.txt
  evenkeel serve latest --fault server-error:0.05 --fault model-swap:after=500 --fault-seed 7

${exitCodes({ good: "never: it serves until it is interrupted", bad: "the backend cannot run here, or weights are damaged" })}`;

/** `evenkeel serve`: a model of ours as an endpoint. */
export function serveCommand(): Command {
  return new Command("serve")
    .description("put a trained model behind HTTP on this machine, as open and closed endpoints are reached")
    .argument("[run]", "whose trained model: a run folder, the id of a run in reports/runs, or latest")
    .option("--workload <id>", "which model of the run (default: of the first workload)")
    .option("--trained-by <backend>", "whose weights of the run (default: the first that are kept)")
    .option("--seed <n>", "of the run's weights, or of --untrained ones (default: the first, or 1)", naturalNumber)
    .option("--model <name>", "in place of a run: a network of `evenkeel models`")
    .option("--weights <file>", "its trained weights (.safetensors)")
    .option("--untrained", "its initial weights")
    .option("--dataset <name>", "whose class names are the labels (default: the run's)")
    .option("--labels <file>", "the labels, one a line, in the order of the classes")
    .option("--backend <id>", "what computes", "onnx-cpu")
    .option("--threads <n>", "threads to compute with (default: the backend's own)", oneThreadCount)
    .option(
      "--protocol <names>",
      `${protocolNames.join(", ")}, joined by commas (default: all, each at its own paths)`,
      list,
    )
    .option("--host <address>", "127.0.0.1 and nothing else", "127.0.0.1")
    .option("--port <n>", "where it listens; 0 for any that is free", portNumber, 8000)
    .option("--fault <kind>", "what goes wrong on purpose: a kind, or kind:name=value,…", collectFault)
    .option("--fault-seed <n>", "of the faults", naturalNumber, 1)
    .option("--swap-to <file>", "weights that model-swap changes to (.safetensors; default: others of the run)")
    .option("--key-variable <name>", "an environment variable with the key that clients have to send")
    .option("--json", "what is served, as one JSON document")
    .addHelpText("after", help)
    .action(serve);
}

async function serve(run: string | undefined, options: Options): Promise<void> {
  refuseOtherHosts(options.host);
  const protocols = options.protocol?.map(namedProtocol) ?? protocolNames;
  const key = options.keyVariable === undefined ? null : keyOf(options.keyVariable);
  const entry = findBackend(options.backend);
  const chosen = await chosenModel(run, options);
  const served = await servedModel(chosen, await backendHere(entry), { threads: options.threads ?? null });
  const { signal, release } = listenForSignals(() => say("stopping: requests may end (again to stop at once)"));
  const faults = options.fault ?? [];
  try {
    const onFailure = (error: unknown) => say(`a request failed: ${explainError(error).message}`);
    const { port, faultSeed: seed } = options;
    const { startServer } = await import("@evenkeel/endpoint-server/server");
    const server = await startServer({ served, protocols, port, faults, seed, key, onFailure });
    const serving = { url: server.url, served, protocols, faults, backend: entry.id, origin: chosen.origin };
    if (options.json === true) printJson(servingDocument({ ...serving, key: key !== null }));
    else print(servingText({ ...serving, key: key !== null }));
    await aborted(signal);
    await server.close();
    say(server.tally());
  } finally {
    release();
    await served.predictor.dispose();
  }
}

function refuseOtherHosts(host: string): void {
  if (host === "127.0.0.1" || host === "localhost") return;
  throw new UsageError("this server is for this machine alone", {
    where: "--host",
    expected: "127.0.0.1",
    got: quotedText(host),
    remedy: "leave it out",
  });
}

function namedProtocol(name: string): ProtocolName {
  return knownName(name, protocolNames, { what: "protocol", where: "--protocol" });
}

/** Its value is never shown. */
function keyOf(variable: string): string {
  const key = process.env[variable];
  if (key !== undefined && key !== "") return key;
  throw new UsageError("the variable is not set", { where: "--key-variable", got: quotedText(variable) });
}

function collectFault(text: string, before: readonly FaultSetting[] = []): FaultSetting[] {
  return [...before, parseFault(text)];
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

function faultHelp(kind: (typeof faultKinds)[number]): string {
  const { summary, parameters } = faultDefinitions[kind];
  const given = Object.entries(parameters).map(
    ([name, { default: value, meaning }]) => `${name}=${value} (${meaning})`,
  );
  return [`  ${kind.padEnd(18)} ${summary}`, ...given.map((line) => `  ${"".padEnd(20)} ${line}`)].join("\n");
}
