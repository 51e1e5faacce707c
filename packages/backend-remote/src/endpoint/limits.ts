import { z } from "zod";

const seconds = z.number().positive().max(3600);
const most = 2 ** 31 - 1;

/** How an endpoint is treated, and what a run may cost at most. */
export const limitsSchema = z.strictObject({
  /** Requests under way at once. */
  concurrency: z.int().min(1).max(256),
  /** Attempts that may begin within any 60 s; null for as many as the concurrency gives. */
  requestsPerMinute: z.int().positive().max(1_000_000).nullable(),
  /** Of a run: attempts, and money in the currency of the prices. Checked before each attempt. */
  budget: z.strictObject({
    requests: z.int().positive().max(most),
    money: z.number().nonnegative().max(1_000_000).nullable(),
  }),
  /** For one request, the first included. */
  attempts: z.int().min(1).max(10),
  /** Between two attempts: a random share of `first`, twice, four times … `first`, never more than `most`. */
  backoffSeconds: z.strictObject({ first: z.number().nonnegative().max(60), most: seconds }),
  /** The longest `Retry-After` that is waited for; a longer one ends the request. */
  longestRetryAfterSeconds: seconds,
  timeoutSeconds: z.strictObject({
    connect: seconds,
    /** From the request's last byte to the end of the response's headers. */
    headers: seconds,
    /** Without a byte of the response's body. */
    body: seconds,
    /** Of an attempt as a whole. */
    attempt: seconds,
  }),
  responseBytes: z
    .int()
    .positive()
    .max(2 ** 28),
  /** Most tokens that a request may count, for the budget of money; where prices are by token. */
  tokensPerRequest: z
    .strictObject({ input: z.int().positive().max(most), output: z.int().positive().max(most) })
    .exactOptional(),
});
export type Limits = z.infer<typeof limitsSchema>;
