import type { Device, LoadOptions, MemoryReport, RuntimeInfo } from "@evenkeel/core";

/** What one tfjs backend adds to the code that all of them share. */
export interface TfjsRuntime {
  readonly id: string;
  readonly title: string;
  readonly device: Device;
  /** tfjs' own name of the backend. */
  readonly backendName: string;
  /** It computes on as many threads as are asked for. */
  readonly threads?: true;
  /** What tfjs needs before it can start the backend; called before every use. Throws `BackendError`. */
  start?(options: LoadOptions): Promise<void>;
  /** What was obtained; called once the backend runs. */
  describe(): RuntimeInfo;
  memory(): MemoryReport;
}
