import { foreignText } from "./foreign-text.ts";

/** What every error that a user may meet says: one line, the place, and the remedy. */
export interface ErrorDetail {
  /** The file, flag or field at fault. */
  readonly where?: string;
  readonly expected?: string;
  readonly got?: string;
  /** What the user can do about it. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/**
 * Base of all errors that Evenkeel raises on purpose. The message is one line that holds every part of the detail, each
 * made safe to show and cut (`foreignText`), whatever file or process its text came from.
 */
export abstract class EvenkeelError extends Error {
  abstract readonly code: string;
  /** 2 for wrong use (flags, names), 130 for an interruption, 1 for everything else. */
  readonly exitCode: 1 | 2 | 130 = 1;
  readonly detail: ErrorDetail;
  /** The message without the remedy, for callers that pass on or show the two apart. */
  readonly finding: string;

  constructor(summary: string, told: ErrorDetail = {}) {
    const detail = safeToShow(told);
    const finding = oneLine(foreignText(summary), detail);
    const message = detail.remedy === undefined ? finding : `${finding}; ${detail.remedy}`;
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.finding = finding;
    this.name = new.target.name;
    this.detail = detail;
  }
}

/** A flag, name or argument that the user gave is wrong. Exit code 2. */
export class UsageError extends EvenkeelError {
  readonly code = "usage";
  override readonly exitCode = 2 as const;
}

/** A dataset, weights or model file is missing, corrupt, truncated or not what its checksum says. */
export class DataError extends EvenkeelError {
  readonly code = "data";
}

/** A model spec is malformed or its shapes do not fit. */
export class ModelSpecError extends EvenkeelError {
  readonly code = "model-spec";
}

/** A backend lacks a layer, an option of it, a kind of source, or training. Becomes the cell's state `unavailable`. */
export class UnsupportedError extends EvenkeelError {
  readonly code = "unsupported-layer";
}

/** A backend failed at work that it claims to support, or ran elsewhere than it was told to. */
export class BackendError extends EvenkeelError {
  readonly code = "backend";
}

/** A process that a backend computes in ended without a reply: it may have been killed from outside. */
export class CrashedError extends EvenkeelError {
  readonly code = "crashed";
}

/** The user ended the work. Exit code 130. */
export class InterruptedError extends EvenkeelError {
  readonly code = "interrupted";
  override readonly exitCode = 130 as const;
}

/** A run folder is damaged, from a newer schema, or cannot be written. */
export class RunFolderError extends EvenkeelError {
  readonly code = "run-folder";
}

function safeToShow({ cause, ...texts }: ErrorDetail): ErrorDetail {
  const safe = Object.entries(texts as Record<string, string | undefined>).flatMap(([part, text]) =>
    text === undefined ? [] : [[part, foreignText(text)] as const],
  );
  return { ...Object.fromEntries(safe), ...(cause !== undefined && { cause }) };
}

function oneLine(summary: string, { where, expected, got }: ErrorDetail): string {
  const parts = [where === undefined ? summary : `${where}: ${summary}`];
  if (expected !== undefined) parts.push(`expected ${expected}`);
  if (got !== undefined) parts.push(`got ${got}`);
  return parts.join("; ");
}
