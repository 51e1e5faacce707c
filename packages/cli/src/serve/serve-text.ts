import { foreignText } from "@evenkeel/core";
import {
  faultText,
  protocols,
  type FaultSetting,
  type ProtocolName,
  type ServedModel,
} from "@evenkeel/endpoint-server";

export interface Serving {
  readonly url: string;
  readonly served: ServedModel;
  readonly protocols: readonly ProtocolName[];
  readonly faults: readonly FaultSetting[];
  readonly backend: string;
  readonly origin: string;
  /** Whether clients need one. */
  readonly key: boolean;
}

/** What is served where, for people. */
export function servingText({ url, served, protocols: names, faults, backend, origin, key }: Serving): string {
  const { height, width, channels } = served.input;
  const lines = [
    `serving ${served.name} on ${backend} at ${url}`,
    `  ${origin}`,
    `  images ${height}×${width}×${channels}, ${served.labels.length} labels: ${foreignText(served.labels.join(", "), 200)}`,
    key ? "  clients send the key as Authorization: Bearer …" : "  any key is taken, and none",
    ...faults.map((fault) => `  fault ${faultText(fault)}`),
  ];
  for (const name of names) {
    const { title, address, example } = protocols[name];
    lines.push("", `${name}: ${title}, ${address(url, served)}`, `  ${example(url, served)}`);
  }
  return [...lines, "", "Ctrl-C ends it."].join("\n");
}

/** The same as a document. */
export function servingDocument({ url, served, protocols: names, faults, backend }: Serving): unknown {
  return {
    url,
    model: served.name,
    backend,
    input: served.input,
    labels: served.labels,
    outputs: served.predictor.outputs,
    protocols: Object.fromEntries(names.map((name) => [name, protocols[name].address(url, served)])),
    faults: faults.map(faultText),
  };
}
