import { enableProdMode, getBackend, setBackend } from "@tensorflow/tfjs-core";
import { BackendError, EvenkeelError } from "@evenkeel/core";
import { registerGradients } from "./gradients.ts";

/** tfjs computes on one backend at a time, process-wide: work waits here for its turn. */
let turn: Promise<unknown> = Promise.resolve();
/** The tfjs backend that last started well. */
let current: string | null = null;

// Without production mode tfjs checks every value it is handed and recommends other packages on the console.
enableProdMode();
registerGradients();

/**
 * Runs work on the named tfjs backend, starting it where it is the first. Whatever tfjs throws becomes a
 * `BackendError`.
 */
export function onBackend<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const result = turn.then(async () => {
    try {
      if (current !== name || getBackend() !== name) await switchTo(name);
      return await work();
    } catch (error) {
      if (error instanceof EvenkeelError) throw error;
      const got = error instanceof Error ? error.message : String(error);
      throw new BackendError("tfjs failed", { where: `backend ${name}`, got, cause: error });
    }
  });
  turn = result.catch(() => undefined);
  return result;
}

/**
 * Emscripten's loader hangs handlers on the process that rethrow every uncaught error and every rejection: they are
 * taken off again, because the program decides what to do with those.
 */
async function switchTo(name: string): Promise<void> {
  current = null;
  const events = ["uncaughtException", "unhandledRejection"];
  const before = new Map(events.map((event) => [event, new Set(process.rawListeners(event))]));
  const started = await setBackend(name);
  for (const [event, known] of before) {
    for (const listener of process.rawListeners(event)) {
      if (!known.has(listener)) process.off(event, listener as () => void);
    }
  }
  if (!started) throw new BackendError(`tfjs could not start its backend "${name}"`);
  current = name;
}
