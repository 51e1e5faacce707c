import { inspect } from "node:util";
import { needlesOf, type Needle } from "./needles.ts";

/** A key that nothing shows: printed, inspected or written as JSON it is "[key]". */
export class Secret {
  readonly #value: string;
  /** The environment variable that it came from. */
  readonly variable: string;
  #needles: readonly Needle[] | null = null;

  constructor(variable: string, value: string) {
    this.variable = variable;
    this.#value = value;
  }

  /** The key itself, for the header of a request alone. */
  reveal(): string {
    return this.#value;
  }

  /** Every form in which it is looked for. */
  needles(): readonly Needle[] {
    this.#needles ??= needlesOf(this.#value);
    return this.#needles;
  }

  toString(): string {
    return "[key]";
  }

  toJSON(): string {
    return "[key]";
  }

  [inspect.custom](): string {
    return "[key]";
  }
}
