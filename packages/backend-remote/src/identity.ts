import type { BackendIdentity } from "@evenkeel/core";

/** The catalogue and the backend both take it. */
export const identity = {
  id: "remote",
  title: "Models behind HTTP",
  device: "remote",
  sources: ["endpoint"],
  byNameOnly: true,
} as const satisfies BackendIdentity;
