import { defineFault, share, usualShare } from "./fault.ts";

export const droppedConnection = defineFault({
  summary: "a connection that breaks off, before the reply or within its body",
  parameters: { share: usualShare, "in-body": share(0.5, "share of these that break off within the body") },
  start: ({ share: often, "in-body": inBody }, { random }) => ({
    exchange: async (_, next) => {
      const [isDropped, isInBody] = [random.uniform() < often, random.uniform() < inBody];
      const reply = await next();
      return isDropped ? { ...reply, breaksOff: isInBody ? "in-body" : "before-head" } : reply;
    },
  }),
});
