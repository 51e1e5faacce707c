import type { Command } from "commander";

/** The flag of a command as it is typed, by the key under which commander gives its value. */
export function flagName(command: Command, key: string): string {
  const flag = command.options.find((option) => option.attributeName() === key)?.long;
  if (flag === undefined || flag === null) throw new Error(`${command.name()} has no option for ${key}`);
  return flag;
}
