import { join } from "node:path";
import { cellSchema, RunFolderError } from "@evenkeel/core";

/** The files of a run folder, relative to it. Nobody else spells these names. */
export const runFile = "run.json";
export const journalFile = "journal.jsonl";
export const manifestFile = "manifest.sha256";
export const indexFile = "index.html";
/** Carries the lock of whoever runs here; empty, and no part of what the run says. */
export const lockFile = "run.lock";
export const cellLogFile = "stderr.log";

/** What an interrupted atomic write leaves beside its file: `run.json.123456`. */
export const leftover = /\.(?:json|jsonl|safetensors|i32|html|log|sha256)\.\d+$/;

const safeName = /^[a-z0-9][a-z0-9.-]*$/;

/** The folder of a cell's samples and log. Throws `RunFolderError` for an id that could leave the run folder. */
export function cellFolder(folder: string, cellId: string): string {
  if (!cellSchema.shape.id.safeParse(cellId).success) {
    throw new RunFolderError("not a cell id", { where: folder, expected: String(safeName), got: `"${cellId}"` });
  }
  return join(folder, "cells", cellId);
}

/** `weights/<model>.initial.safetensors`, or a backend's trained weights `weights/<model>.<backend>.r<round>.safetensors`. */
export function weightsFile(
  folder: string,
  model: string,
  trainedBy: { backend: string; round: number } | "initial",
): string {
  const suffix = trainedBy === "initial" ? "initial" : `${trainedBy.backend}.r${trainedBy.round}`;
  return join(folder, "weights", `${checked(model)}.${checked(suffix)}.safetensors`);
}

/**
 * `order/train-<count>.epoch-<epoch>.i32`: the order in which an epoch visits `count` training images, as little-endian
 * 32-bit indices. Epochs count from 1.
 */
export function orderFile(folder: string, count: number, epoch: number): string {
  return join(folder, "order", `train-${count}.epoch-${epoch}.i32`);
}

function checked(name: string): string {
  if (!safeName.test(name))
    throw new RunFolderError("not a file name", { expected: String(safeName), got: `"${name}"` });
  return name;
}
