import { quotedText, UsageError } from "@evenkeel/core";
import type { Parameter } from "./fault.ts";
import { faultDefinitions, faultKinds, type FaultKind } from "./index.ts";

/** A fault that is asked for, with the value of each of its parameters. */
export interface FaultSetting {
  readonly kind: FaultKind;
  readonly values: Readonly<Record<string, number>>;
}

/**
 * `KIND`, `KIND:value` for its first parameter, or `KIND:name=value,name=value`. Throws `UsageError` that says what is
 * known.
 */
export function parseFault(text: string, where = "--fault"): FaultSetting {
  const colon = text.indexOf(":");
  const kind = knownKind(colon === -1 ? text : text.slice(0, colon), where);
  const { parameters } = faultDefinitions[kind];
  const values = new Map(Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]));
  const given = new Set<string>();
  for (const [name, value] of colon === -1
    ? []
    : assignments(text.slice(colon + 1), Object.keys(parameters)[0] ?? "")) {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (parameter === undefined || given.has(name)) {
      throw new UsageError(given.has(name) ? "a parameter twice" : `${kind} has no such parameter`, {
        where,
        expected: Object.keys(parameters).join(", "),
        got: quotedText(name),
      });
    }
    given.add(name);
    values.set(name, numberOf(value, parameter, `${where} ${kind}:${name}`));
  }
  return { kind, values: Object.fromEntries(values) };
}

/** As it can be typed: `server-error:share=0.05,status=503`. */
export function faultText({ kind, values }: FaultSetting): string {
  return `${kind}:${Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(",")}`;
}

function knownKind(typed: string, where: string): FaultKind {
  const kind = faultKinds.find((known) => known === typed);
  if (kind !== undefined) return kind;
  throw new UsageError("unknown fault", { where, expected: faultKinds.join(", "), got: quotedText(typed) });
}

function assignments(text: string, first: string): [name: string, value: string][] {
  return text.split(",").map((part) => {
    const at = part.indexOf("=");
    return at === -1 ? [first, part] : [part.slice(0, at), part.slice(at + 1)];
  });
}

function numberOf(text: string, { least, most, whole }: Parameter, where: string): number {
  const value = Number(text);
  const fits = value >= least && value <= most && (!whole || Number.isInteger(value));
  if (text.trim() !== "" && fits) return value;
  throw new UsageError(`not a ${whole ? "whole number" : "share"} in range`, {
    where,
    expected: `${least} to ${most}`,
    got: quotedText(text),
  });
}
