import { z } from "zod";
import { escapeUnsafe } from "./foreign-text.ts";

/**
 * What the fingerprint is made from: the machine as it stays from one run to the next. Versions of Node and libraries
 * are dimensions of their own; the kernel's release and the host's name are no part of it.
 */
export const machineIdentitySchema = z.strictObject({
  /** As the system names it: on virtual machines often a product line alone, "AMD EPYC". */
  cpu: z.string(),
  /** Vendor, family, model and stepping, or an Arm core's numbers; null where the system gives none. */
  cpuVersion: z.string().nullable(),
  /** Vector and matrix extensions that all its processors have, of a stated list; null where unknown. */
  isa: z.array(z.string()).nullable(),
  /** Cores that the process may use. */
  cores: z.int().positive(),
  /** Class of the memory that the process may use, in GiB: kernels and clouds reserve differing parts of it. */
  memoryClassGiB: z.number().positive(),
  /** NVIDIA GPUs that programs see, by model; empty where the driver's own tool shows none. */
  gpus: z.array(z.string()),
  /** 580 of driver 580.65.06; null without a GPU. */
  gpuDriverMajor: z.int().nullable(),
  /** Of the newest CUDA that this driver serves; null without a GPU. */
  cudaMajor: z.int().nullable(),
  /** `process.platform` and `process.arch`. */
  platform: z.string(),
  arch: z.string(),
});
export type MachineIdentity = z.infer<typeof machineIdentitySchema>;

/** Most characters of a machine's name. */
export const machineNameLength = 60;

/** What people call a machine: plain text in a line, nothing that a terminal obeys or a reader does not see. */
export const machineNameSchema = z
  .string()
  .min(1)
  .max(machineNameLength)
  .refine((name) => name === name.trim() && name === escapeUnsafe(name), "expected a line of plain text");
