import { UsageError } from "@evenkeel/core";
import type { Endpoint } from "../endpoint/index.ts";
import { Secret } from "./secret.ts";

/** A shorter key would be found by chance where it is not, and in forms that hold a part of it alone. */
export const shortestKey = 8;
const longestKey = 4096;

/**
 * The key of an endpoint from the environment; null for an endpoint without one.
 *
 * @throws {UsageError} the variable is not set, or what it holds cannot be a key. The value is not shown.
 */
export function readKey(
  { auth, name }: Pick<Endpoint, "auth" | "name">,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Secret | null {
  if (auth === null) return null;
  const value = environment[auth.variable]?.trim() ?? "";
  const where = `endpoint ${name}`;
  if (value === "") {
    throw new UsageError("has no key", {
      where,
      expected: `the environment variable ${auth.variable}`,
      got: "none",
      remedy: `set ${auth.variable} to the key`,
    });
  }
  const objection = keyObjection(value);
  if (objection !== null) {
    const got = `a value ${objection}`;
    throw new UsageError("has no usable key", { where, expected: `a key in ${auth.variable}`, got });
  }
  return new Secret(auth.variable, value);
}

function keyObjection(value: string): string | null {
  if (value.length < shortestKey) return `of fewer than ${shortestKey} characters`;
  if (value.length > longestKey) return `of more than ${longestKey} characters`;
  return /^[\x21-\x7e]+$/.test(value) ? null : "with characters that no header may hold";
}
