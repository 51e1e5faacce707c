import type { Network } from "@evenkeel/core";
import type { Endpoint } from "./endpoint.ts";

/** What the endpoint calls each class, in the order of class indices. */
export function classLabels({ classes }: Pick<Endpoint, "classes">): string[] {
  return classes.map((entry) => entry.label ?? entry.class);
}

/** The place of each class in the output vector. */
export function classOutputs({ classes }: Pick<Endpoint, "classes">): number[] {
  return classes.map(({ output }, index) => output ?? index);
}

/** Length of the endpoint's output vector; that of its list of classes where it has none or says nothing. */
export function outputCount(endpoint: Endpoint): number {
  return (endpoint.protocol === "oip-v2" ? endpoint.output.count : undefined) ?? endpoint.classes.length;
}

/** What is known of the network behind an endpoint. */
export function endpointNetwork({ name, title, model, input, classes }: Endpoint): Network {
  const version = model.version === null ? "" : `, version ${model.version}`;
  return { name, title, origin: `${model.name}${version}, behind an endpoint`, input, classes: classes.length };
}
