import { z } from "zod";

/** What bounds a process on its machine: the hardware, and what affinity and control groups leave of it. */
export const machineLimitsSchema = z.strictObject({
  hardwareCores: z.int().positive(),
  hardwareMemoryBytes: z.number().positive(),
  /** Cores that the process may run on; null where the system does not say. */
  affinityCores: z.int().positive().nullable(),
  /** Processor time a second that a control group grants, in cores; null without a quota. */
  quotaCores: z.number().positive().nullable(),
  /** Of a control group; null without a limit below the hardware's memory. */
  memoryLimitBytes: z.number().positive().nullable(),
});
export type MachineLimits = z.infer<typeof machineLimitsSchema>;

/** What else the machine did while something was measured. A part is null where the system does not say. */
export const machineLoadSchema = z.strictObject({
  /** 1-minute load average over the usable cores, at the beginning. */
  loadPerCore: z.number().nonnegative().nullable(),
  /** Share of all cores that other processes kept busy, 0–1. */
  othersShare: z.number().min(0).max(1).nullable(),
  /** Share of processor time that the hypervisor gave to other guests, 0–1. */
  stolenShare: z.number().min(0).max(1).nullable(),
  /** Share of the time in which a quota of the control group held this process up, 0–1 at one core. */
  throttledShare: z.number().nonnegative().nullable(),
  /** Share of the time in which a task that could run waited for a core, 0–1; tasks of the run itself count. */
  waitingShare: z.number().min(0).max(1).nullable(),
});
export type MachineLoad = z.infer<typeof machineLoadSchema>;

/** How the processors fared, read when a measurement had just ended. A part is null where the kernel does not say. */
export const processorStateSchema = z.strictObject({
  /** Of the fastest processor, in MHz. */
  frequencyMHz: z.number().positive().nullable(),
  /** The hottest sensor of the processors, in °C. */
  temperatureCelsius: z.number().nullable(),
  /** How often a processor slowed down for its heat meanwhile, summed over them. */
  throttleEvents: z.int().nonnegative().nullable(),
});
export type ProcessorState = z.infer<typeof processorStateSchema>;
