import { count, defineFault, usualShare } from "./fault.ts";

export const slowFirstByte = defineFault({
  summary: "a reply that is ready and kept back",
  parameters: { share: usualShare, ms: count(2000, "milliseconds until its first byte") },
  start: ({ share, ms }, { random, wait }) => ({
    exchange: async ({ signal }, next) => {
      const isSlow = random.uniform() < share;
      const reply = await next();
      if (isSlow) await wait(ms, signal);
      return reply;
    },
  }),
});
