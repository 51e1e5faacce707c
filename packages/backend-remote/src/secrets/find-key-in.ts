import { DataError } from "@evenkeel/core";
import type { Secret } from "./secret.ts";

/** Throws `DataError`, without the key, where a text of ours holds it in any form. */
export function findKeyIn(text: string, secret: Secret, where: string): void {
  const bytes = Buffer.from(text);
  const found = secret.needles().find((needle) => bytes.includes(needle.bytes));
  if (found === undefined) return;
  throw new DataError(`holds the key of ${secret.variable}`, {
    where,
    expected: "no key: it comes from the environment alone",
    got: found.form,
    remedy: "take it out of the file, and have the provider replace the key",
  });
}
