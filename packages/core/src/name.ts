import { z } from "zod";

/** Of a network or a layer. */
export const nameSchema = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "expected lower-case letters, digits and dashes");
