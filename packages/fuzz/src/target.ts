import { EvenkeelError } from "@evenkeel/core";
import { CommanderError } from "commander";

/** Something of Evenkeel that takes what it must not trust. */
export interface Target {
  readonly name: string;
  /** Good inputs, which mutations start from. Called once. */
  seeds(): Promise<readonly Uint8Array[]>;
  /** Takes an input as the program does. Throws what the program throws, and `Finding` for a result that is wrong. */
  take(input: Uint8Array): Promise<void>;
}

/** An input was taken, and what came of it is wrong. */
export class Finding extends Error {}

/** Refusing an input with one clear line is right; any other end of `take` is a finding. */
export async function judge(target: Target, input: Uint8Array): Promise<void> {
  try {
    await target.take(input);
  } catch (error) {
    // Commander's own messages have a line of help below them.
    if (error instanceof CommanderError) return;
    if (error instanceof EvenkeelError) return refuseUnclear(error);
    throw error;
  }
}

const longestLine = 4000;

function refuseUnclear({ message }: Error): void {
  if (message.length > longestLine) throw new Finding(`a message of ${message.length} characters`);
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(message))
    throw new Finding(`a message with control characters: ${JSON.stringify(message)}`);
}
