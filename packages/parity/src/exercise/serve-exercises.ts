import type { Weights } from "@evenkeel/core";
import { readDecodedDataset } from "@evenkeel/data";
import { jobHandler } from "@evenkeel/harness/cell";
import { checkFinite, checkWeights, decodeSafetensors, encodeSafetensors } from "@evenkeel/models";
import { readBytes, writeBytes } from "@evenkeel/run-folder";
import { exerciseFiles, exercises, type ExercisesJob, type ExercisesReply } from "./exercise-job.ts";
import { predictStep, train } from "./perform.ts";

/** The child's side: does the exercises of a job and leaves weights and logits in its folder. */
export const exercisesHandler = jobHandler(
  exercises,
  async (job, { loadBackend, reporter }): Promise<ExercisesReply> => {
    const { folder, trainings, predictions, seed, threads, budgetSeconds } = job;
    const backend = await loadBackend(job.backend);
    const material = { dataset: await readDecodedDataset(job.datasetFolder), seed, threads, budgetSeconds };
    const reply: ExercisesReply = { trainings: [] };
    const tell = (done: number) =>
      reporter.tell("exercising", done / (trainings.length + predictions.length), () => ({}));
    for (const [index, training] of trainings.entries()) {
      const weights = await startOf(job, index, training.spec);
      const onStep = async (step: number, after: Weights | null) => {
        if (after !== null)
          await writeBytes(exerciseFiles.after(folder, index, step), encodeSafetensors(after), "project");
        await tell(index + step / training.steps);
      };
      const { losses, ...trained } = await train(backend, { ...training, weights }, material, onStep);
      reply.trainings.push({ ...trained, losses: losses.map((loss) => (Number.isFinite(loss) ? loss : null)) });
    }
    for (const [place, prediction] of predictions.entries()) {
      const index = trainings.length + place;
      const weights = await startOf(job, index, prediction.spec);
      const logits = await predictStep(backend, { ...prediction, weights }, material);
      await writeBytes(
        exerciseFiles.logits(folder, index),
        encodeSafetensors(new Map([["logits", logits]])),
        "project",
      );
      await tell(index + 1);
    }
    return reply;
  },
);

async function startOf({ folder }: ExercisesJob, index: number, spec: Parameters<typeof checkWeights>[0]) {
  const file = exerciseFiles.start(folder, index);
  const weights = decodeSafetensors(await readBytes(file), file);
  checkWeights(spec, weights, file);
  checkFinite(weights, file);
  return weights;
}
