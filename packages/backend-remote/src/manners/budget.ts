import { EvenkeelError } from "@evenkeel/core";
import { budgetNano, unitsOf, type Nano } from "./cost.ts";
import type { Endpoint } from "../endpoint/index.ts";
import { memoryLedger, type Ledger, type Spent } from "./ledger.ts";

/** A run's budget for an endpoint has no room for another attempt. */
export class BudgetSpentError extends EvenkeelError {
  readonly code = "budget-spent";
}

/** What was set aside for one attempt. */
export interface Reservation {
  readonly attempt: number;
  readonly reserved: Nano;
}

/**
 * What a run may still spend on an endpoint, in attempts and money. The most that an attempt can cost is set aside
 * before it is sent, so that attempts under way at once cannot exceed the budget together.
 */
export class Budget {
  readonly #endpoint: Pick<Endpoint, "name" | "limits" | "prices">;
  readonly #ledger: Ledger;
  #attempts: number;
  #nano: Nano;

  constructor(endpoint: Pick<Endpoint, "name" | "limits" | "prices">, ledger: Ledger = memoryLedger) {
    this.#endpoint = endpoint;
    this.#ledger = ledger;
    this.#attempts = ledger.before.attempts;
    this.#nano = ledger.before.nano;
  }

  /** Attempts and money so far, with what is set aside. */
  spent(): Spent {
    return { attempts: this.#attempts, nano: this.#nano };
  }

  /** Throws `BudgetSpentError` where the attempt, at its most, would exceed the budget. */
  reserve(most: Nano): Reservation {
    const { requests, money } = this.#endpoint.limits.budget;
    if (this.#attempts + 1 > requests) throw this.#isSpent(`${requests} requests`, `${this.#attempts} were sent`);
    if (money !== null && this.#nano + most > budgetNano(money)) {
      const currency = this.#endpoint.prices?.currency ?? "";
      const next = `${unitsOf(this.#nano)} are spent, and another may cost ${unitsOf(most)}`;
      throw this.#isSpent(`${money} ${currency}`, next);
    }
    const attempt = this.#attempts + 1;
    this.#ledger.reserve(attempt, most);
    this.#attempts = attempt;
    this.#nano += most;
    return { attempt, reserved: most };
  }

  /** Gives back what an attempt did not cost, or adds what it cost beyond what was declared to be the most. */
  settle({ attempt, reserved }: Reservation, charged: Nano): void {
    if (charged === reserved) return;
    this.#ledger.charge(attempt, charged);
    this.#nano += charged - reserved;
  }

  #isSpent(expected: string, got: string): BudgetSpentError {
    return new BudgetSpentError("the budget is spent", {
      where: `endpoint ${this.#endpoint.name}`,
      expected: `at most ${expected} a run`,
      got,
      remedy: "raise limits.budget in the endpoint file, or ask about fewer images",
    });
  }
}
