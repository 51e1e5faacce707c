/** Wrong losses and updates. */
import { formulas, type Formulas, type LossFormula, type UpdateFormula } from "@evenkeel/backend-reference";
import type { Optimizer } from "@evenkeel/core";

type Change = Partial<Pick<Formulas, "loss" | "update">>;

/** The loss and its gradient multiplied, by a factor that may depend on the batch size. */
function scaledLoss(ofLoss: (count: number) => number, ofGradient: (count: number) => number): LossFormula {
  return (kind, logits, labels) => {
    const { loss, gradient } = formulas.loss(kind, logits, labels);
    const data = gradient.data.map((value) => value * ofGradient(labels.length));
    return { loss: loss * ofLoss(labels.length), gradient: { ...gradient, data } };
  };
}

const once = () => 1;

/** An update by an optimizer that is not the one asked for. */
function otherOptimizer(change: (optimizer: Optimizer) => Optimizer): UpdateFormula {
  return (optimizer, ...rest) => formulas.update(change(optimizer), ...rest);
}

/** Kingma & Ba's update with √(v̂ + ε) where √v̂ + ε stands. */
const epsilonInsideRoot: UpdateFormula = (optimizer, t, p, g, state) => {
  if (optimizer.kind === "sgd") return formulas.update(optimizer, t, p, g, state);
  const { learningRate, beta1, beta2, epsilon } = optimizer;
  for (const [i, gradient] of g.entries()) {
    const m = beta1 * (state.m[i] as number) + (1 - beta1) * gradient;
    const v = beta2 * (state.v[i] as number) + (1 - beta2) * gradient ** 2;
    state.m[i] = m;
    state.v[i] = v;
    p[i] = (p[i] as number) - ((learningRate / (1 - beta1 ** t)) * m) / Math.sqrt(v / (1 - beta2 ** t) + epsilon);
  }
};

const forgetful: UpdateFormula = (optimizer, _step, p, g) =>
  formulas.update(optimizer, 1, p, g, { m: new Float64Array(g.length), v: new Float64Array(g.length) });

/** Keras' form of momentum, v ← momentum·v + lr·g and p ← p − v: the same as long as the rate is. */
const rateInsideVelocity: UpdateFormula = (optimizer, step, p, g, state) => {
  if (optimizer.kind === "adam") return formulas.update(optimizer, step, p, g, state);
  const { learningRate, momentum } = optimizer;
  for (const [i, gradient] of g.entries()) {
    state.m[i] = momentum * (state.m[i] as number) + learningRate * gradient;
    p[i] = (p[i] as number) - state.m[i];
  }
};

export const trainingFaults = {
  rateInsideVelocity: { update: rateInsideVelocity },
  lossAveragedTwice: {
    loss: scaledLoss(
      (count) => 1 / count,
      (count) => 1 / count,
    ),
  },
  lossSummed: { loss: scaledLoss((count) => count, once) },
  /** As if every batch had five images: not noticed on those that do. */
  gradientOverFixedBatch: { loss: scaledLoss(once, (count) => count / 5) },
  learningRateOffByOnePercent: {
    update: otherOptimizer((optimizer) => ({ ...optimizer, learningRate: optimizer.learningRate * 1.01 })),
  },
  momentumLeftOut: {
    update: otherOptimizer((optimizer) => (optimizer.kind === "sgd" ? { ...optimizer, momentum: 0 } : optimizer)),
  },
  adamEpsilonInsideRoot: { update: epsilonInsideRoot },
  adamOtherEpsilon: {
    update: otherOptimizer((optimizer) =>
      optimizer.kind === "adam" ? { ...optimizer, epsilon: optimizer.epsilon * 1.1 } : optimizer,
    ),
  },
  adamWithoutBiasCorrection: {
    update: (optimizer, _step, p, g, state) => formulas.update(optimizer, 1e6, p, g, state),
  },
  stateForgotten: { update: forgetful },
  momentumSignFromStepFour: {
    update: (optimizer, step, ...rest) => {
      const turned =
        optimizer.kind === "sgd" && step >= 4 ? { ...optimizer, momentum: -optimizer.momentum } : optimizer;
      formulas.update(turned, step, ...rest);
    },
  },
  biasCorrectionStopsAtThree: {
    update: (optimizer, step, ...rest) => formulas.update(optimizer, Math.min(step, 3), ...rest),
  },
  biasCorrectionStopsAtThirty: {
    update: (optimizer, step, ...rest) => formulas.update(optimizer, Math.min(step, 30), ...rest),
  },
  adamEpsilonRaised: {
    update: otherOptimizer((optimizer) =>
      optimizer.kind === "adam" ? { ...optimizer, epsilon: Math.max(optimizer.epsilon, 1e-4) } : optimizer,
    ),
  },
} satisfies Record<string, Change>;
