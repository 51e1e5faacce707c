import { Refusal } from "../refusal.ts";
import { count, defineFault, usualShare } from "./fault.ts";

export const serverError = defineFault({
  summary: "a status of 500 to 599",
  parameters: { share: usualShare, status: count(503, "the status", { least: 500, most: 599 }) },
  start: ({ share, status }, { random }) => ({
    exchange: async (_, next) => {
      if (random.uniform() >= share) return next();
      throw new Refusal(status, "the server failed (injected)", { code: "server_error" });
    },
  }),
});
