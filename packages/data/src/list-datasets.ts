import { locate } from "./locate.ts";
import { datasets, howToGet, projectRoot, type DatasetEntry } from "./manifest.ts";

/** A known dataset and whether all its files are on this machine (their content is verified when it is opened). */
export interface DatasetStatus extends Pick<DatasetEntry, "name" | "title" | "licence" | "homepage"> {
  readonly howToGet: string;
  readonly state: "present" | "absent";
}

/** Every dataset of the manifest, in its order. */
export async function listDatasets({ root = projectRoot }: { readonly root?: string } = {}): Promise<DatasetStatus[]> {
  return Promise.all(
    [...datasets.values()].map(async (entry) => {
      const { name, title, licence, homepage } = entry;
      const state = (await locate(entry, root)).state === "present" ? "present" : "absent";
      return { name, title, licence, homepage, howToGet: howToGet(entry), state } as const;
    }),
  );
}
