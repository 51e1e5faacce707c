import type { Measurements, RuntimeInfo } from "@evenkeel/core";
import type { Clock } from "../clock.ts";
import { ownPeakRssBytes } from "../memory.ts";
import type { ProgressMessage } from "../protocol/messages.ts";

const intervalMs = 1000;

/** Tells the parent how far a cell is, at most once a second, so that telling does not disturb what is measured. */
export class Reporter {
  readonly #send: (message: ProgressMessage) => Promise<void>;
  readonly #clock: Pick<Clock, "nowMs">;
  #lastMs = Number.NEGATIVE_INFINITY;
  #runtime: RuntimeInfo | null = null;
  #loading: Measurements = {};

  constructor(send: (message: ProgressMessage) => Promise<void>, clock: Pick<Clock, "nowMs">) {
    this.#send = send;
    this.#clock = clock;
  }

  /** What loading obtained; goes with every later message. */
  loaded(runtime: RuntimeInfo, measurements: Measurements): void {
    this.#runtime = runtime;
    this.#loading = measurements;
  }

  /**
   * To be called between measurements. `measurements` gives what is known so far, and is only asked when it is told.
   */
  async tell(phase: string, fraction: number, measurements: () => Measurements): Promise<void> {
    if (this.#clock.nowMs() - this.#lastMs < intervalMs) return;
    await this.#send({
      kind: "progress",
      phase,
      fraction: Math.min(1, Math.max(0, fraction)),
      runtime: this.#runtime,
      measurements: { ...this.#loading, ...measurements() },
      peakRssBytes: await ownPeakRssBytes(),
    });
    this.#lastMs = this.#clock.nowMs();
  }
}
