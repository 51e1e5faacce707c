import {
  add,
  type NamedTensorMap,
  div,
  mul,
  sqrt,
  square,
  sub,
  tidy,
  type Variable,
  variable,
  zerosLike,
} from "@tensorflow/tfjs-core";
import type { Optimizer } from "@evenkeel/core";
import { adamScalars } from "@evenkeel/models";

/** Updates a model's variables in place. */
export interface Updater {
  /** One step at that rate; `gradients` by variable name, without those that the loss does not depend on. */
  update(gradients: NamedTensorMap, learningRate: number): void;
  dispose(): void;
}

/** The recipe's optimizer in the canonical form of core, state per variable on the device. */
export function createUpdater(optimizer: Optimizer, variables: readonly Variable[]): Updater {
  return optimizer.kind === "adam" ? adam(optimizer, variables) : sgd(optimizer, variables);
}

function sgd({ momentum }: Extract<Optimizer, { kind: "sgd" }>, variables: readonly Variable[]): Updater {
  const velocities = momentum === 0 ? null : zeros(variables);
  return {
    update: (gradients, learningRate) =>
      forEachGradient(variables, gradients, (weight, gradient) => {
        const velocity = velocities?.get(weight.name);
        velocity?.assign(add(mul(velocity, momentum), gradient));
        weight.assign(sub(weight, mul(velocity ?? gradient, learningRate)));
      }),
    dispose: () => disposeAll(velocities),
  };
}

function adam(options: Extract<Optimizer, { kind: "adam" }>, variables: readonly Variable[]): Updater {
  const firsts = zeros(variables);
  const seconds = zeros(variables);
  let step = 0;
  return {
    update: (gradients, learningRate) => {
      step += 1;
      const { a, e } = adamScalars({ ...options, learningRate }, step);
      forEachGradient(variables, gradients, (weight, gradient) => {
        const first = firsts.get(weight.name);
        const second = seconds.get(weight.name);
        if (first === undefined || second === undefined) return;
        first.assign(add(mul(first, options.beta1), gradient));
        second.assign(add(mul(second, options.beta2), square(gradient)));
        weight.assign(sub(weight, div(mul(first, a), add(sqrt(second), e))));
      });
    },
    dispose: () => {
      disposeAll(firsts);
      disposeAll(seconds);
    },
  };
}

function forEachGradient(
  variables: readonly Variable[],
  gradients: NamedTensorMap,
  change: (weight: Variable, gradient: NamedTensorMap[string]) => void,
): void {
  tidy(() => {
    for (const weight of variables) {
      const gradient = gradients[weight.name];
      if (gradient !== undefined) change(weight, gradient);
    }
  });
}

function zeros(variables: readonly Variable[]): ReadonlyMap<string, Variable> {
  return new Map(variables.map((weight) => [weight.name, tidy(() => variable(zerosLike(weight), false))]));
}

function disposeAll(state: ReadonlyMap<string, Variable> | null): void {
  for (const tensor of state?.values() ?? []) tensor.dispose();
}
