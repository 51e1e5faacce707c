import { z } from "zod";
import { nameSchema } from "./name.ts";

/** A network as far as it is known without its layers: what it takes and what it tells apart. */
export const networkSchema = z.strictObject({
  name: nameSchema,
  title: z.string(),
  /** Where the network comes from: article, paper or framework example. */
  origin: z.string(),
  /** Of one image. */
  input: z.strictObject({
    height: z.int().positive(),
    width: z.int().positive(),
    channels: z.int().positive(),
  }),
  classes: z.int().min(2),
});
export type Network = z.infer<typeof networkSchema>;
