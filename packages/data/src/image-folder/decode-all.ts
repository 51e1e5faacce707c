import { availableParallelism } from "node:os";
import { DataError, type LabelledImages } from "@evenkeel/core";
import { shellWord } from "@evenkeel/core/shell-word";
import { firstOf } from "../first-of.ts";
import type { Remarks } from "../remarks.ts";
import type { ClassFiles } from "./class-files.ts";
import { decodeImage } from "./decode-image.ts";
import type { ImageSize } from "./folder-name.ts";

/** An image that cannot be read, and why. */
export interface UnreadableImage {
  /** From the folder's root, "/" between. */
  readonly path: string;
  readonly reason: string;
}

/** Several images of a folder cannot be read. The message names the first few. */
export class UnreadableImages extends DataError {
  readonly images: readonly UnreadableImage[];

  constructor(where: string, total: number, images: readonly UnreadableImage[]) {
    super(`${images.length} of ${total} images cannot be read`, {
      where,
      got: firstOf(images.map(({ path, reason }) => `${path} (${reason})`)),
      remedy: `repair or remove them${images.length > 5 ? `; all are named by: ${showCommand(where)}` : ""}`,
    });
    this.images = images;
  }
}

function showCommand(folder: string): string {
  return `npx -y pnpm@12 evenkeel data show ${shellWord(`folder:${folder}`)}`;
}

export interface DecodeOptions {
  readonly size: ImageSize;
  /** A path as it is shown. */
  readonly shown: (path: string) => string;
  readonly remarks: Remarks;
  /** Images decoded so far, of how many; called when another hundredth of them is done. */
  readonly onProgress: (done: number, total: number) => void;
}

/** The images of a part and their paths as they are shown, in the same order. */
export interface DecodedPart {
  readonly images: LabelledImages;
  readonly paths: readonly string[];
}

/**
 * The images of several parts, class after class. Every image is tried before any is refused.
 *
 * @throws {DataError} of the image that cannot be read; `UnreadableImages` where there are several.
 */
export async function decodeAll(
  root: string,
  parts: readonly (readonly ClassFiles[])[],
  { size, shown, remarks, onProgress }: DecodeOptions,
): Promise<DecodedPart[]> {
  const bytes = size.height * size.width * 3;
  const targets = parts.map((classes) => {
    const files = classes.flatMap((own, label) => own.files.map((path) => ({ path, label })));
    const labels = Int32Array.from(files, ({ label }) => label);
    return { files, images: { count: files.length, pixels: new Uint8Array(files.length * bytes), labels } };
  });
  const jobs = targets.flatMap(({ files, images }) => files.map(({ path }, index) => ({ path, images, index })));
  const decode = async ({ path, images, index }: (typeof jobs)[number]) => {
    const image = await decodeImage(path, size).catch(dataErrorOf);
    if (image instanceof DataError) return image;
    images.pixels.set(image.pixels, index * bytes);
    return image.remarks;
  };
  const found = await inParallel(jobs, decode, onProgress);
  // The decoder has one buffer of messages for all threads: alone, an image gets the reason that is its own.
  for (const [at, job] of jobs.entries()) if (found[at] instanceof DataError) found[at] = await decode(job);
  refuseUnreadable(root, jobs, found, shown);
  for (const [at, kinds] of found.entries()) {
    if (kinds instanceof DataError) continue;
    for (const kind of kinds) remarks.add(kind, shown(jobs[at]?.path ?? ""));
  }
  return targets.map(({ files, images }) => ({ images, paths: files.map(({ path }) => shown(path)) }));
}

function refuseUnreadable(
  root: string,
  jobs: readonly { readonly path: string }[],
  found: readonly unknown[],
  shown: (path: string) => string,
): void {
  const failures = found.flatMap((error, at) =>
    error instanceof DataError ? [{ error, path: shown(jobs[at]?.path ?? "") }] : [],
  );
  if (failures.length === 1) throw failures[0]?.error;
  if (failures.length === 0) return;
  throw new UnreadableImages(
    root,
    jobs.length,
    failures.map(({ error: { detail, finding }, path }) => ({ path, reason: detail.got ?? finding })),
  );
}

function dataErrorOf(error: unknown): DataError {
  if (error instanceof DataError) return error;
  throw error;
}

async function inParallel<Job, Result>(
  jobs: readonly Job[],
  work: (job: Job) => Promise<Result>,
  onProgress: (done: number, total: number) => void,
): Promise<Result[]> {
  const results: Result[] = Array.from({ length: jobs.length });
  const queue = jobs.entries();
  let done = 0;
  let told = 0;
  const worker = async () => {
    for (const [at, job] of queue) {
      results[at] = await work(job);
      done += 1;
      const percent = Math.floor((100 * done) / jobs.length);
      if (percent > told) onProgress(done, jobs.length);
      told = percent;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}
