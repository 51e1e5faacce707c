import { InvalidArgumentError, Option } from "commander";

/** As `machineNameSchema` of the fleet has it, without loading that for every command. */
const fit = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** An option that takes what people call a machine. */
export function machineNameOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    if (fit.test(text)) return text;
    throw new InvalidArgumentError("Expected at most 40 lower-case letters, digits and dashes.");
  });
}
