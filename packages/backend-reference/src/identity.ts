import type { BackendIdentity } from "@evenkeel/core";

/** The catalogue and the backend both take it. */
export const identity: BackendIdentity = {
  id: "reference",
  title: "Reference (float64 TypeScript)",
  device: "cpu",
  byNameOnly: true,
};
