import type { Dataset, LabelledImages } from "@evenkeel/core";

/** Images whose every byte is told apart from its neighbours, labels going round the classes. */
export function smallImages(count: number, imageBytes: number, classes: number): LabelledImages {
  return {
    count,
    pixels: Uint8Array.from({ length: count * imageBytes }, (_, at) => (at * 31 + 1) % 256),
    labels: Int32Array.from({ length: count }, (_, at) => at % classes),
  };
}

export function smallDataset(size: Partial<Pick<Dataset, "height" | "width" | "channels">> = {}): Dataset {
  const { height = 3, width = 4, channels = 1 } = size;
  const imageBytes = height * width * channels;
  return {
    name: "small",
    height,
    width,
    channels,
    classNames: ["a", "b", "c"],
    train: smallImages(7, imageBytes, 3),
    test: smallImages(4, imageBytes, 3),
    adaptation: null,
  };
}
