import { z } from "zod";
import { dateSchema, sourceSchema } from "./declared.ts";

const price = z.number().nonnegative();

/** What a provider says that it charges, on a stated day. A part left out is not charged. */
export const pricesSchema = z.strictObject({
  date: dateSchema,
  source: sourceSchema,
  /** ISO 4217, such as `USD`. */
  currency: z.string().regex(/^[A-Z]{3}$/, "expected a currency's three letters, such as USD"),
  perRequest: price.exactOptional(),
  perImage: price.exactOptional(),
  perMillionInputTokens: price.exactOptional(),
  perMillionOutputTokens: price.exactOptional(),
  /** Whether requests that are answered with an error status are charged like others. */
  failedRequests: z.enum(["free", "charged"]),
});
export type Prices = z.infer<typeof pricesSchema>;

/** Whether a request's price depends on its tokens. */
export function pricesTokens({ perMillionInputTokens, perMillionOutputTokens }: Prices): boolean {
  return (perMillionInputTokens ?? 0) > 0 || (perMillionOutputTokens ?? 0) > 0;
}
