import type { ModelSpec, SpecSource } from "@evenkeel/core";
import { trained } from "../exported-network.ts";

/** The network with weights from a file, as a source to load. Throws `DataError` as `trained` does. */
export async function trainedSource(written: ModelSpec, file: string): Promise<SpecSource> {
  return { kind: "spec", ...(await trained(written, file)) };
}
