import type { DatasetRemark } from "./dataset-remark.ts";

/** Labelled images as they lie on disk: 8-bit, NHWC. */
export interface LabelledImages {
  readonly count: number;
  /** count × height × width × channels values, 0–255. */
  readonly pixels: Uint8Array;
  /** count class indices. */
  readonly labels: Int32Array;
}

export interface Dataset {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classNames: readonly string[];
  readonly train: LabelledImages;
  readonly test: LabelledImages;
  /**
   * How the images were fitted to a model they were not made for ("28×28 grey padded to 32×32, repeated to 3
   * channels"); null as they are.
   */
  readonly adaptation: string | null;
  /**
   * Whether every file has been held against a published checksum; false for one's own files in the format of a known
   * dataset, and left out for one's own pictures.
   */
  readonly contentVerified?: boolean;
  /** What was found while it was opened, in the order of the kinds; left out where nothing was. */
  readonly remarks?: readonly DatasetRemark[];
}
