import type { LearningRateSchedule } from "@evenkeel/core";

/** How a learning rate changes over a training, as the end of a clause; null where it does not. */
export function scheduleText(schedule: LearningRateSchedule | undefined): string | null {
  if (schedule === undefined) return null;
  const { warmUpEpochs = 0 } = schedule;
  const parts = [...fall(schedule), ...(warmUpEpochs > 0 ? [`a linear warm-up over ${epochs(warmUpEpochs)}`] : [])];
  return parts.length === 0 ? null : parts.join(", after ");
}

function fall(schedule: LearningRateSchedule): string[] {
  switch (schedule.kind) {
    case "constant":
      return (schedule.warmUpEpochs ?? 0) > 0 ? ["constant"] : [];
    case "step":
      return [
        `times ${schedule.factor} after every ${schedule.everyEpochs === 1 ? "epoch" : epochs(schedule.everyEpochs)}`,
      ];
    case "cosine":
      return [
        `along half a cosine to ${(schedule.finalFactor ?? 0) === 0 ? "0" : `${schedule.finalFactor} of it`} over all epochs`,
      ];
    case "exponential":
      return [`times ${schedule.factorPerEpoch} over each epoch, a little with every step`];
  }
}

function epochs(count: number): string {
  return count === 1 ? "1 epoch" : `${count} epochs`;
}
