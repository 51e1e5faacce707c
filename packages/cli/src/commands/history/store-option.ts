import { dirname, relative } from "node:path";
import type { OpenOptions, Store } from "@evenkeel/history";
import type { EvenkeelError } from "@evenkeel/core";
import { Option } from "commander";
import pc from "picocolors";
import { historyStore, projectRoot } from "../../project.ts";
import { say } from "../../terminal.ts";
import { userPath } from "../../user-folder.ts";

/** What every command that works with a history takes. */
export interface StoreOptions {
  readonly store?: string;
}

export function storeOption(): Option {
  const place = relative(projectRoot, historyStore);
  return new Option("--store <place>", `the history: a file, or postgres://user@host/database (default: ${place})`);
}

/** Does something with the history that is meant, and closes it. What is not there yet is only made for `create`. */
export async function withStore<T>(
  { store: typed }: StoreOptions,
  action: (store: Store, base: string) => Promise<T>,
  options: OpenOptions = { create: false },
): Promise<T> {
  // Every other command would wait for the databases' clients.
  const { openStore } = await import("@evenkeel/history");
  const place = placeOf(typed);
  const store = await openStore(place, options);
  try {
    return await action(store, store.kind === "sqlite" ? dirname(place) : projectRoot);
  } finally {
    await store.close();
  }
}

/** A URL as it stands, a file's path absolute. */
function placeOf(typed: string | undefined): string {
  if (typed === undefined) return historyStore;
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(typed) ? typed : userPath(typed, "--store");
}

/** Says why something does not come into the history. */
export function leftOut({ message }: EvenkeelError): void {
  say(`${pc.yellow("left out")}: ${message}`);
}
