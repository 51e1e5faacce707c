import type { Device, MemoryReport, RuntimeInfo } from "@evenkeel/core";

/** What one tfjs backend adds to the code that all of them share. */
export interface TfjsRuntime {
  readonly id: string;
  readonly title: string;
  readonly device: Device;
  /** tfjs' own name of the backend. */
  readonly backendName: string;
  /** What was obtained; called once the backend runs. */
  describe(): RuntimeInfo;
  memory(): MemoryReport;
}
