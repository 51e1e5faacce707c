import { z } from "zod";

/** What a backend obtained, as the runtime reports it where it can. A mismatch with what was asked fails the cell. */
export const runtimeInfoSchema = z.strictObject({
  /** Package and its version, for example `onnxruntime-node` and `1.30.0`. */
  library: z.string(),
  version: z.string(),
  /** The version that `evenkeel setup` brings, where another one runs. */
  pinnedVersion: z.string().exactOptional(),
  /** Execution provider or tfjs backend name. */
  provider: z.string(),
  threads: z.int().positive(),
  /** Null where the runtime does not say. */
  simd: z.boolean().nullable(),
  deviceName: z.string().nullable(),
  /** `software`: a graphics driver that computes on the CPU; its times never rank. Left out without an adapter. */
  adapter: z.enum(["hardware", "software"]).exactOptional(),
  /** Of what the device is driven with, by name: driver, CUDA, cuDNN. */
  deviceVersions: z.record(z.string(), z.string()).exactOptional(),
});
export type RuntimeInfo = Readonly<z.infer<typeof runtimeInfoSchema>>;

/** Can this backend run here? Unavailable is a value with a reason, never an exception. */
export const availabilitySchema = z.discriminatedUnion("state", [
  z.strictObject({
    state: z.literal("available"),
    runtime: runtimeInfoSchema,
    /** False where it computes on the runtime's threads whatever is asked. Left out by the backend itself. */
    takesThreads: z.boolean().exactOptional(),
  }),
  z.strictObject({
    state: z.literal("unavailable"),
    reason: z.enum(["not-installed", "no-device", "no-credentials", "unsupported-layer", "broken"]),
    message: z.string(),
    /** A command that can be typed as it stands, or a plain instruction. */
    remedy: z.string().nullable(),
  }),
]);
export type Availability = Readonly<z.infer<typeof availabilitySchema>>;
export type Unavailable = Extract<Availability, { state: "unavailable" }>;
