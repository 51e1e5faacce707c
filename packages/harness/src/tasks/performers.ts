import { UnsupportedError, type Backend, type Model, type TaskName, type TrainableModel } from "@evenkeel/core";
import { evaluate } from "./evaluate.ts";
import { gradients, type RunChecks } from "./gradients.ts";
import { latency } from "./latency.ts";
import { multiStream } from "./multi-stream.ts";
import { overhead } from "./overhead.ts";
import { server } from "./server.ts";
import { stepTime } from "./step-time.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import { throughput } from "./throughput.ts";
import { timeToAccuracy } from "./time-to-accuracy.ts";
import { train } from "./train.ts";
import { watched, watchedTraining } from "./watched-calls.ts";

/** What a task is performed on. */
interface Subject {
  readonly backend: Backend;
  readonly model: Model | TrainableModel;
  readonly runChecks: RunChecks;
}

/** How each task is performed. */
export const performers: Readonly<Record<TaskName, (context: TaskContext, subject: Subject) => Promise<TaskOutcome>>> =
  {
    gradients: (context, { backend, runChecks }) => gradients(context, backend, runChecks),
    train: (context, subject) => watchedTraining(context, trainable(subject), (model) => train(context, model)),
    evaluate: (context, { model }) => watched(context, model, (own) => evaluate(context, own)),
    latency: (context, { model }) => watched(context, model, (own) => latency(context, own)),
    throughput: (context, { model }) => watched(context, model, (own) => throughput(context, own)),
    "multi-stream": (context, { model }) => watched(context, model, (own) => multiStream(context, own)),
    server: (context, { model }) => watched(context, model, (own) => server(context, own)),
    "step-time": (context, subject) =>
      watchedTraining(context, trainable(subject), (model) => stepTime(context, subject.backend, model)),
    overhead: (context, subject) => overhead(context, trainable(subject)),
    "time-to-accuracy": (context, subject) =>
      watchedTraining(context, trainable(subject), (model) => timeToAccuracy(context, model)),
  };

function trainable({ backend, model }: Subject): TrainableModel {
  if ("train" in model) return model;
  throw new UnsupportedError("cannot train", { where: backend.id });
}
