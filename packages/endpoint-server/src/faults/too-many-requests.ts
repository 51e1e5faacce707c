import { Refusal } from "../refusal.ts";
import { count, defineFault, usualShare } from "./fault.ts";

export const tooManyRequests = defineFault({
  summary: "429 with Retry-After",
  parameters: { share: usualShare, "retry-after": count(1, "seconds that a client is asked to wait") },
  start: ({ share, "retry-after": seconds }, { random }) => ({
    exchange: async (_, next) => {
      if (random.uniform() >= share) return next();
      throw new Refusal(429, "too many requests (injected)", {
        code: "rate_limit_exceeded",
        headers: { "retry-after": String(seconds) },
      });
    },
  }),
});
