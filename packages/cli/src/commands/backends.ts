import type { RuntimeInfo } from "@evenkeel/core";
import { probeBackends, type ProbedBackend } from "@evenkeel/harness";
import { Command } from "commander";
import pc from "picocolors";
import { exitCodes } from "../exit-codes.ts";
import { cellModule } from "../project.ts";
import { registry } from "../registry.ts";
import { remedyLines } from "../remedy-lines.ts";
import { numbers, textTable, type Cell } from "../table.ts";
import { print, printJson } from "../terminal.ts";

const help = `
Examples:
  evenkeel backends            one line each, and what to do about those that cannot run
  evenkeel backends --json     the same for other programs

${exitCodes({ good: "listed, whatever can run here", bad: "something unexpected" })}`;

export function backendsCommand(): Command {
  return new Command("backends")
    .description("say which backends run here, and what the others lack")
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action(async (options: { json?: true }) => {
      const probed = await probeBackends(registry, cellModule);
      if (options.json) printJson(probed, 2);
      else print(describe(probed));
    });
}

function describe(probed: readonly ProbedBackend[]): string {
  const head = ["backend", "device", "state", "what runs", ...numbers("threads"), "SIMD"];
  const rows = probed.map(({ id, device, availability }) =>
    availability.state === "available"
      ? rowOf(id, device, availability.runtime)
      : [id, device, { text: availability.reason, colour: pc.yellow }, availability.message, "", ""],
  );
  return [textTable(head, rows), ...remedyLines(probed)].join("\n");
}

function rowOf(id: string, device: string, runtime: RuntimeInfo): readonly Cell[] {
  return [id, device, { text: "available", colour: pc.green }, runs(runtime), String(runtime.threads), simd(runtime)];
}

function runs(runtime: RuntimeInfo): string {
  const { library, version, pinnedVersion, provider, deviceName, adapter, deviceVersions = {} } = runtime;
  const versions = Object.entries(deviceVersions).map(([name, ofIt]) => `${name} ${ofIt}`);
  const pinned = pinnedVersion === undefined ? [] : [`not the pinned ${pinnedVersion}`];
  const on = deviceName === null ? [] : [`${deviceName}${adapter === "software" ? " (software adapter)" : ""}`];
  return [`${library} ${version}`, ...pinned, provider, ...on, ...versions].join(", ");
}

function simd(runtime: RuntimeInfo): string {
  if (runtime.simd === null) return "not reported";
  return runtime.simd ? "yes" : "no";
}
