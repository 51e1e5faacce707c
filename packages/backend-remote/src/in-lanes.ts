/**
 * Does work number 0 to `count` − 1, at most `lanes` at once, each begun only when its turn comes. Results stand in the
 * order of the numbers. After a rejection nothing more is begun; it rejects when what was under way has ended.
 */
export async function inLanes<T>(count: number, lanes: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results = Array.from<T>({ length: count });
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      try {
        results[index] = await work(index);
      } catch (error) {
        next = count;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(lanes, count) }, lane));
  const rejected = ended.find((result) => result.status === "rejected");
  if (rejected !== undefined) throw rejected.reason;
  return results;
}
