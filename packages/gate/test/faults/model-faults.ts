/** Right formulas in model objects that go wrong over steps, calls and what is asked between them. */
import { formulas } from "@evenkeel/backend-reference";
import type { Backend, Batch, HostTensor, TrainableModel } from "@evenkeel/core";
import { float32Backend } from "./faulty-backend.ts";
import { scheduleFaults } from "./schedule-faults.ts";
import { wrapped, type Replace } from "./wrapped.ts";

/** A backend whose optimizer is told another step than it is at: from the steps before a call, and within it. */
function misnumbered(stepOf: (state: { calls: number; stepsBefore: number; within: number }) => number): Backend {
  const state = { calls: 0, stepsBefore: 0, steps: 0 };
  const honest = float32Backend({
    update: (optimizer, step, ...rest) => {
      state.steps = step;
      formulas.update(optimizer, stepOf({ ...state, within: step - state.stepsBefore }), ...rest);
    },
  });
  return wrapped((model) => {
    Object.assign(state, { calls: 0, stepsBefore: 0, steps: 0 });
    return {
      train: async (batches) => {
        state.stepsBefore = state.steps;
        const losses = await model.train(batches);
        state.calls += 1;
        return losses;
      },
    };
  }, honest);
}

/** What a training takes of a batch: that of the first batch of its size in place of its own. */
function ofFirstBatch(field: keyof Batch, since: "call" | "load"): Replace {
  return (model) => {
    let first = new Map<number, Batch>();
    const reusing = (batch: Batch): Batch => {
      const { length } = batch.labels;
      const kept = first.get(length) ?? batch;
      first.set(length, kept);
      return { ...batch, [field]: kept[field] };
    };
    return {
      train: async (batches) => {
        if (since === "call") first = new Map();
        return model.train(batches.map(reusing));
      },
    };
  };
}

/** The bytes of a call's first batches, as far as they go; the others give the last loss again. */
const afterBytesDropped: Replace = (model) => ({
  train: async (batches) => {
    let bytes = 0;
    const first = batches.filter(({ images }) => (bytes += images.data.byteLength) <= 16 * 2 ** 20);
    const { value, computeMs } = await model.train(first);
    const losses = Float64Array.from(batches, (_, at) => value[at] ?? value.at(-1) ?? 0);
    return { value: losses, computeMs };
  },
});

const wholeCallOnFirstBatch: Replace = (model) => ({
  train: async (batches) =>
    model.train(batches.map((batch) => batches.find(({ labels }) => labels.length === batch.labels.length) ?? batch)),
});

/** Predicts with what it held when it was first asked after a training. */
const stalePredictor: Replace = (model, _, load) => {
  let predictor: TrainableModel | null = null;
  let trained = false;
  return {
    train: async (batches) => {
      trained = true;
      return model.train(batches);
    },
    predict: async (images) => {
      if (!trained) return model.predict(images);
      predictor ??= await load(await model.exportWeights());
      return predictor.predict(images);
    },
  };
};

/** The first answer for images of a shape, again. */
const firstAnswerAgain: Replace = (model) => {
  const answers = new Map<string, HostTensor>();
  return {
    train: async (batches) => {
      answers.clear();
      return model.train(batches);
    },
    predict: async (images) => {
      const { value, computeMs } = await model.predict(images);
      const key = images.shape.join();
      answers.set(key, answers.get(key) ?? value);
      return { value: answers.get(key) ?? value, computeMs };
    },
  };
};

/** Goes on from its weights alone after it was looked at. */
function forgetsOn(call: "predict" | "exportWeights"): Replace {
  return (model, _, load) => {
    let current = model;
    const forget = async () => {
      current = await load(await current.exportWeights());
    };
    return {
      train: async (batches) => current.train(batches),
      predict: async (images) => {
        const answer = await current.predict(images);
        if (call === "predict") await forget();
        return answer;
      },
      exportWeights: async () => {
        const weights = await current.exportWeights();
        if (call === "exportWeights") await forget();
        return weights;
      },
    };
  };
}

/** A call right after a call trains nothing and gives the last loss again; one after a look trains. */
const callAfterCallIgnored: Replace = (model) => {
  let last: number | null = null;
  return {
    train: async (batches) => {
      if (last !== null) return { value: new Float64Array(batches.length).fill(last), computeMs: 0 };
      const trained = await model.train(batches);
      last = trained.value.at(-1) ?? null;
      return trained;
    },
    predict: async (images) => {
      last = null;
      return model.predict(images);
    },
    exportWeights: async () => {
      last = null;
      return model.exportWeights();
    },
  };
};

/** A call right after a call goes on from the weights alone; one after a look does not. */
const callAfterCallResetsOptimizer: Replace = (model, _, load) => {
  let current = model;
  let isAfterCall = false;
  return {
    train: async (batches) => {
      if (isAfterCall) current = await load(await current.exportWeights());
      isAfterCall = true;
      return current.train(batches);
    },
    predict: async (images) => {
      isAfterCall = false;
      return current.predict(images);
    },
    exportWeights: async () => {
      isAfterCall = false;
      return current.exportWeights();
    },
  };
};

/** The mean of each loss and the one before it. */
const lossSmoothedFromStepFour: Replace = (model) => {
  const all: number[] = [];
  return {
    train: async (batches) => {
      const { value, computeMs } = await model.train(batches);
      const from = all.length;
      all.push(...value);
      const smoothed = Float64Array.from(value, (loss, at) =>
        from + at < 3 ? loss : (loss + (all[from + at - 1] as number)) / 2,
      );
      return { value: smoothed, computeMs };
    },
  };
};

export const modelFaults = {
  stepsCountedOnceACall: misnumbered(({ calls, within }) => calls + within),
  scalarsConstantWithinACall: misnumbered(({ stepsBefore }) => stepsBefore + 1),
  wholeCallOnFirstBatch: wrapped(wholeCallOnFirstBatch),
  imagesOfTheFirstBatchInACall: wrapped(ofFirstBatch("images", "call")),
  labelsOfTheFirstBatchInACall: wrapped(ofFirstBatch("labels", "call")),
  masksOfTheFirstBatchInACall: wrapped(ofFirstBatch("dropoutMasks", "call")),
  imagesOfTheFirstBatchEver: wrapped(ofFirstBatch("images", "load")),
  labelsOfTheFirstBatchEver: wrapped(ofFirstBatch("labels", "load")),
  masksOfTheFirstBatchEver: wrapped(ofFirstBatch("dropoutMasks", "load")),
  afterBytesDropped: wrapped(afterBytesDropped),
  stalePredictor: wrapped(stalePredictor),
  firstAnswerAgain: wrapped(firstAnswerAgain),
  predictResetsOptimizer: wrapped(forgetsOn("predict")),
  exportResetsOptimizer: wrapped(forgetsOn("exportWeights")),
  callAfterCallIgnored: wrapped(callAfterCallIgnored),
  callAfterCallResetsOptimizer: wrapped(callAfterCallResetsOptimizer),
  lossSmoothedFromStepFour: wrapped(lossSmoothedFromStepFour),
  ...scheduleFaults,
};
