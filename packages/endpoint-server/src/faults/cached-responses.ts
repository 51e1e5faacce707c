import type { Reply } from "../reply.ts";
import { count, defineFault } from "./fault.ts";

/** A provider, or a proxy before it, that replies to a repeated request from memory. */
export const cachedResponses = defineFault({
  summary: "a repeated request gets the reply of its first time, nothing is computed",
  parameters: {
    announced: count(1, "1 says so in the headers Age and X-Cache, 0 does not", { most: 1 }),
    entries: count(10_000, "replies that are kept, the oldest forgotten first", { least: 1, most: 100_000 }),
  },
  start: ({ announced, entries }) => {
    const kept = new Map<string, Reply>();
    return {
      exchange: async ({ key }, next) => {
        const found = kept.get(key);
        if (found !== undefined) return announced === 1 ? withAge(found) : found;
        const reply = await next();
        if (reply.status === 200 && reply.breaksOff === undefined) kept.set(key, reply);
        if (kept.size > entries) kept.delete(kept.keys().next().value ?? "");
        return reply;
      },
    };
  },
});

function withAge(reply: Reply): Reply {
  return { ...reply, headers: { ...reply.headers, age: "1", "x-cache": "HIT" } };
}
