import { layerKinds, taskNames, type LayerKind, type ModelSpec, type TaskName } from "@evenkeel/core";
import { datasets, isOwnData, splitFolderName } from "@evenkeel/data";
import { zoo } from "@evenkeel/models";
import { knownName } from "./known-name.ts";
import { mustExist, userPath } from "./user-folder.ts";

/** The network that the user named by the flag or argument `where`. Throws `UsageError` with the known ones. */
export function namedModel(name: string, where = "--model"): ModelSpec {
  return zoo.get(knownName(name, [...zoo.keys()], { what: "model", where })) as ModelSpec;
}

/**
 * A dataset as the harness opens it: a known name, or data of the user's own with its path made absolute.
 * Throws `UsageError` for any other name.
 */
export function namedDataset(name: string, where = "--dataset"): string {
  if (isOwnData(name)) return ownData(name, where);
  return publishedDataset(name, where, "folder:<path> for images, idx:<folder>, cifar:<folder> for files of your own");
}

/** A dataset of the list. Throws `UsageError` for any other name; `otherwise` says in words what else is allowed. */
export function publishedDataset(name: string, where: string, otherwise?: string): string {
  return knownName(name, [...datasets.keys()], {
    what: "dataset",
    where,
    ...(otherwise !== undefined && { otherwise }),
  });
}

/** `folder:pets@28x28` with the whole path, `cifar:mine` too; a size is no part of the folder that must be there. */
function ownData(name: string, where: string): string {
  const kind = name.slice(0, name.indexOf(":") + 1);
  const path = userPath(name.slice(kind.length), where);
  const named = `${kind}${path}`;
  mustExist(splitFolderName(named)?.path ?? path, where, "a folder");
  return named;
}

export function namedTask(name: string, where = "--task"): TaskName {
  return knownName(name, taskNames, { what: "task", where });
}

export function namedLayer(name: string, where = "--layer"): LayerKind {
  return knownName(name, layerKinds, { what: "layer kind", where });
}
