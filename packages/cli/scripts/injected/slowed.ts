/** The backend of the demonstration: another one, whose every prediction takes that share longer. */
export const slowed = { id: "onnx-cpu-slowed", of: "onnx-cpu", share: 0.1 } as const;
