import type { OnnxGraph, OnnxValueInfo } from "../onnx/model.ts";

/** The graph input of a state before the first step, and the graph output of it after the last. */
export const firstState = (name: string): string => `first:${name}`;
export const lastState = (name: string): string => `last:${name}`;
/** The graph input of what every step takes one slice of, [steps, …]. */
export const everyStep = (name: string): string => `every:${name}`;
/** The graph output of what every step gives, [steps, …]. */
export const fromEveryStep = (name: string): string => `all:${name}`;

/**
 * Many steps in one run: an ONNX Scan over the graph of one step. State stays inside the runtime from step to step,
 * which on native saves half the time of a small network and on WebAssembly all copies of the weights but one (measured
 * on the zoo's perceptron and its largest network).
 *
 * The step's first inputs and outputs are its states, in the same order; what else it takes differs from step to step.
 */
export function repeatedStep(step: OnnxGraph, stateNames: readonly string[]): OnnxGraph {
  const states = step.inputs.slice(0, stateNames.length);
  const others = step.inputs.slice(stateNames.length);
  const results = step.outputs.slice(stateNames.length);
  const inputs = [...states.map(renamed(firstState)), ...others.map(renamed(everyStep)).map(perStep)];
  const outputs = [...states.map(renamed(lastState)), ...results.map(renamed(fromEveryStep)).map(perStep)];
  return {
    name: `${step.name}, repeated`,
    nodes: [
      {
        type: "Scan",
        inputs: inputs.map(({ name }) => name),
        outputs: outputs.map(({ name }) => name),
        attributes: { body: { graph: step }, num_scan_inputs: others.length },
      },
    ],
    initializers: [],
    inputs,
    outputs,
  };
}

function renamed(rename: (name: string) => string): (info: OnnxValueInfo) => OnnxValueInfo {
  return (info) => ({ ...info, name: rename(info.name) });
}

function perStep(info: OnnxValueInfo): OnnxValueInfo {
  return { ...info, dims: ["steps", ...info.dims] };
}
