import { UsageError, type Availability, type BackendEntry } from "@evenkeel/core";
import { probeBackends } from "@evenkeel/harness";
import { commandLine } from "@evenkeel/setup/command-line";
import { Command } from "commander";
import pc from "picocolors";
import { exitCodes } from "../exit-codes.ts";
import { listenForSignals } from "../interrupt.ts";
import { ProgressLine } from "../progress.ts";
import { cellModule } from "../project.ts";
import { eachOnce } from "../options.ts";
import { findBackend, registry } from "../registry.ts";
import { remedyLines } from "../remedy-lines.ts";
import { coloured, textTable, type Cell } from "../table.ts";
import { print } from "../terminal.ts";

const help = `
Some backends are too heavy for the plain install. This brings them into .cache/backends of this checkout, pinned to the
versions that Evenkeel was tested with; delete a folder there to be rid of one. What was interrupted is begun again, with
what is already downloaded; what is there is checked against its packages' own records, and set up anew where it differs.

Examples:
  evenkeel setup                        what can be set up, and what is
  evenkeel setup torch-cpu
  evenkeel setup --repair torch-cpu     anew, whatever is there
  evenkeel check --backend torch-cpu

A Python of your own that holds the packages works too: EVENKEEL_PYTHON=/path/to/python evenkeel backends

${exitCodes({ good: "set up and working", bad: "something could not be brought, or does not work" })}`;

export function setupCommand(): Command {
  return new Command("setup")
    .description("bring backends that the plain install lacks, such as PyTorch")
    .argument("[backends...]", "their ids; without any, lists them")
    .option("--repair", "set them up anew, also what seems to be whole")
    .addHelpText("after", help)
    .action(async (ids: readonly string[], { repair = false }: { repair?: boolean }) => {
      const entries = eachOnce(ids, "backends").map(settable);
      if (repair && entries.length === 0) {
        throw new UsageError("nothing to repair", { expected: "ids of backends after --repair", got: "none" });
      }
      print(entries.length === 0 ? await list() : await setUp(entries, repair));
    });
}

async function list(): Promise<string> {
  const entries = registry.filter((entry) => entry.setup !== undefined);
  const probed = await probeBackends(entries, cellModule);
  const rows = await Promise.all(
    entries.map(async (entry, index) => [
      entry.id,
      stateCell(probed[index]?.availability),
      (await entry.setup?.())?.description ?? "",
    ]),
  );
  const table = textTable(["backend", "state", "what setup brings"], rows);
  // What is not installed has one remedy in common, the last line.
  const others = probed.filter(({ availability: a }) => a.state === "unavailable" && a.reason !== "not-installed");
  return [table, ...remedyLines(others), `set one up with: ${commandLine("setup <backend>")}`].join("\n");
}

/** One after another; gives what can run now. A failure leaves those before it in place. */
async function setUp(entries: readonly BackendEntry[], repair: boolean): Promise<string> {
  const line = new ProgressLine();
  const { signal, release } = listenForSignals();
  try {
    for (const entry of entries) {
      const { id } = entry;
      const made = await entry.setup?.();
      line.log(`${id}: ${made?.description ?? ""}`);
      await made?.install({
        signal,
        repair,
        onProgress: (step, fraction) => line.show(`${id} ${step}`, `${id}: ${percent(fraction)}${step}`),
      });
    }
    line.show("probe", "trying it");
    const probed = await probeBackends(entries, cellModule, { signal });
    // Without the device it is set up for a bundle.
    const bad = probed.filter(({ availability: a }) => a.state === "unavailable" && a.reason !== "no-device");
    if (bad.length > 0) process.exitCode = 1;
    return probed
      .map(({ id, availability }) => `${id}: ${coloured(stateCell(availability))}${remedy(availability)}`)
      .join("\n");
  } finally {
    release();
    line.end();
  }
}

function settable(id: string): BackendEntry {
  const entry = findBackend(id, "backends");
  if (entry.setup !== undefined) return entry;
  throw new UsageError(`${id} is part of the plain install`, {
    where: "backends",
    expected: registry.flatMap((known) => (known.setup === undefined ? [] : [known.id])).join(", "),
    remedy: "there is nothing to set up",
  });
}

function percent(fraction: number | null): string {
  return fraction === null ? "" : `${Math.floor(100 * fraction)}% `;
}

function remedy(availability: Availability): string {
  return availability.state === "available" || availability.remedy === null ? "" : `; ${availability.remedy}`;
}

function stateCell(availability: Availability | undefined): Cell {
  if (availability === undefined) return "";
  if (availability.state === "unavailable") {
    return { text: `${availability.reason}, ${availability.message}`, colour: pc.yellow };
  }
  const { library, version } = availability.runtime;
  return { text: `available, ${library} ${version}`, colour: pc.green };
}
