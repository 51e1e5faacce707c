import type { BackendIdentity, LoadOptions, MemoryReport, RuntimeInfo, Unavailable } from "@evenkeel/core";

/** What one tfjs backend adds to the code that all of them share. */
export interface TfjsRuntime extends BackendIdentity {
  /** tfjs' own name of the backend. */
  readonly backendName: string;
  /** It computes on as many threads as are asked for. */
  readonly threads?: true;
  /** What tfjs needs before it can start the backend; called before every use. Throws `BackendError`. */
  start?(options: LoadOptions): Promise<void>;
  /** What was obtained; called once the backend runs. */
  describe(): RuntimeInfo;
  memory(): MemoryReport;
  /** Why it cannot run here, where its first operation threw this. Left out where it needs its npm package alone. */
  whyBroken?(error: unknown): Unavailable;
}
