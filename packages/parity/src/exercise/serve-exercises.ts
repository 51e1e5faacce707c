import type { Backend, Weights } from "@evenkeel/core";
import { readDecodedDataset } from "@evenkeel/data";
import { checkWeights, decodeSafetensors, encodeSafetensors } from "@evenkeel/models";
import { readBytes, writeBytes } from "@evenkeel/run-folder";
import type { z } from "zod";
import type { Reporter } from "../child/reporter.ts";
import { exerciseFiles, type exercisedSchema, type ExercisesJob } from "./exercise-job.ts";
import { answer, train } from "./perform.ts";

/** The child's side: does the exercises of a job and leaves weights and answers in its folder. */
export async function serveExercises(
  job: ExercisesJob,
  backend: Backend,
  reporter: Pick<Reporter, "tell">,
): Promise<z.infer<typeof exercisedSchema>> {
  const { folder, trainings, questions, seed, threads, budgetSeconds } = job;
  const material = { dataset: await readDecodedDataset(job.datasetFolder), seed, threads, budgetSeconds };
  const message: z.infer<typeof exercisedSchema> = { kind: "exercised", trainings: [] };
  const tell = (done: number) => reporter.tell("exercising", done / (trainings.length + questions.length), () => ({}));
  for (const [index, training] of trainings.entries()) {
    const weights = await startOf(job, index, training.spec);
    const onStep = async (step: number, after: Weights | null) => {
      if (after !== null) await writeBytes(exerciseFiles.after(folder, index, step), encodeSafetensors(after));
      await tell(index + step / training.steps);
    };
    const { losses, ...trained } = await train(backend, { ...training, weights }, material, onStep);
    message.trainings.push({ ...trained, losses: losses.map((loss) => (Number.isFinite(loss) ? loss : null)) });
  }
  for (const [index, question] of questions.entries()) {
    const weights = await startOf(job, trainings.length + index, question.spec);
    const logits = await answer(backend, { ...question, weights }, material);
    await writeBytes(
      exerciseFiles.answer(folder, trainings.length + index),
      encodeSafetensors(new Map([["logits", logits]])),
    );
    await tell(trainings.length + index + 1);
  }
  return message;
}

async function startOf({ folder }: ExercisesJob, index: number, spec: Parameters<typeof checkWeights>[0]) {
  const file = exerciseFiles.start(folder, index);
  const weights = decodeSafetensors(await readBytes(file), file);
  checkWeights(spec, weights, file);
  return weights;
}
