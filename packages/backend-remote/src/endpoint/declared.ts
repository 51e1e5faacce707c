import { z } from "zod";

export const dateSchema = z.iso.date();
/** Where a declared fact was read: an address or a document's name. */
export const sourceSchema = z.string().min(1);

/** What somebody says of a model behind an API, which nobody here can observe. */
const declaredSchema = z.strictObject({ says: z.string().min(1), date: dateSchema, source: sourceSchema });

/** What the provider says becomes of the images that it is sent. A part left out is not declared. */
export const dataHandlingSchema = z.strictObject({
  retention: declaredSchema.exactOptional(),
  trainsOnInputs: declaredSchema.exactOptional(),
  humanReview: declaredSchema.exactOptional(),
  region: declaredSchema.exactOptional(),
});
