import { machineNameLength, machineNameSchema, quotedText, UsageError } from "@evenkeel/core";
import { InvalidArgumentError } from "commander";

/** Names the machine where the command line does not. */
export const machineVariable = "EVENKEEL_MACHINE";

const expected = `1 to ${machineNameLength} characters of plain text in a line, without spaces around them`;

/** The value of `--machine`. */
export function machineName(text: string): string {
  if (machineNameSchema.safeParse(text).success) return text;
  throw new InvalidArgumentError(`Expected ${expected}.`);
}

/** The name given, else that of the variable, else none; the host's own name is never taken. Throws `UsageError`. */
export function machineNameHere(
  given: string | undefined,
  named: string | undefined = process.env[machineVariable],
): string | undefined {
  if (given !== undefined || named === undefined || named.trim() === "") return given;
  if (machineNameSchema.safeParse(named).success) return named;
  throw new UsageError("not a machine's name", { where: machineVariable, expected, got: quotedText(named) });
}
