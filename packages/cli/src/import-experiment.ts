import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { explainError, UsageError } from "@evenkeel/core";

/** An experiment is data: a file that takes longer than this to give it waits for something that does not come. */
const limitSeconds = 20;

export interface ImportOptions {
  readonly signal?: AbortSignal | undefined;
  readonly seconds?: number;
}

/**
 * What a TypeScript file exports as `experiment`. It is imported in a worker thread, so that a file that throws,
 * rejects,
 * never settles, loops or ends its process ends no more than that. Throws `UsageError` in each of these cases.
 */
export async function importExperiment(
  file: string,
  { signal, seconds = limitSeconds }: ImportOptions = {},
): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const refuse = (got: string, cause?: unknown) => {
    const expected = "a TypeScript module that runs and exports an experiment";
    reject(new UsageError("cannot be loaded", { where: file, expected, got, cause }));
  };
  const worker = new Worker(new URL("experiment-worker.ts", import.meta.url), {
    workerData: pathToFileURL(file).href,
    // What the file prints is not the command's output.
    stdout: true,
    stderr: true,
  });
  worker.on("message", (text: unknown) => resolve(valueOf(text)));
  worker.on("error", (error) => refuse(explainError(error).message, error));
  worker.once("exit", () => refuse("no export: its code ended first"));
  const timer = setTimeout(() => refuse(`nothing within ${seconds} s`), 1000 * seconds);
  const stop = () => refuse("an interruption");
  signal?.addEventListener("abort", stop);
  if (signal?.aborted === true) stop();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    await worker.terminate();
  }
}

/** Undefined for what is no JSON: no export, or one that is no data. */
function valueOf(text: unknown): unknown {
  try {
    return JSON.parse(String(text)) as unknown;
  } catch {
    return undefined;
  }
}
