import { join } from "node:path";
import { cellSchema, RunFolderError } from "@evenkeel/core";

/** The files of a run folder, relative to it. The only place where these names are written. */
export const runFile = "run.json";
export const journalFile = "journal.jsonl";
export const manifestFile = "manifest.sha256";
export const indexFile = "index.html";
/** Test images that the page shows. */
export const picturesFile = "pictures.json";
/** How open the models are, where somebody had that put into the folder. */
export const opennessFile = "openness.json";
/** Carries the lock of the process that runs here; empty, and no part of the results. */
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

/** The weights that a workload starts from, or those that a backend trained from them. */
interface WeightsKey {
  readonly workload: string;
  readonly seed: number;
  readonly trainedBy: { readonly backend: string; readonly round: number } | null;
}

/**
 * `weights/<workload>.s<seed>.initial.safetensors`, or a backend's trained ones,
 * `….s<seed>.<backend>.r<round>.safetensors`.
 */
export function weightsFile(folder: string, { workload, seed, trainedBy }: WeightsKey): string {
  const suffix = trainedBy === null ? "initial" : `${trainedBy.backend}.r${trainedBy.round}`;
  return join(folder, "weights", `${checked(workload)}.s${seed}.${checked(suffix)}.safetensors`);
}

/** Which epoch of which seed visits how many training images. Epochs count from 1. */
export interface OrderKey {
  readonly seed: number;
  readonly trainCount: number;
  readonly epoch: number;
}

/** `order/s<seed>.train-<count>.epoch-<epoch>.i32`: the order of the images, as little-endian 32-bit indices. */
export function orderFile(folder: string, { seed, trainCount, epoch }: OrderKey): string {
  return join(folder, "order", `s${seed}.train-${trainCount}.epoch-${epoch}.i32`);
}

function checked(name: string): string {
  if (!safeName.test(name))
    throw new RunFolderError("not a file name", { expected: String(safeName), got: `"${name}"` });
  return name;
}
