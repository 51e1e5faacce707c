import { EvenkeelError } from "./errors.ts";
import { foreignText } from "./foreign-text.ts";

/** What an error says, in one line, and its remedy, null where it has none. */
export function explainError(error: unknown): { readonly message: string; readonly remedy: string | null } {
  if (error instanceof EvenkeelError) return { message: error.finding, remedy: error.detail.remedy ?? null };
  return { message: foreignText(textOf(error)), remedy: null };
}

/** Of anything that was thrown, also of what refuses to become text. */
function textOf(thrown: unknown): string {
  try {
    const told: unknown = thrown instanceof Error ? thrown.message : thrown;
    return String(told);
  } catch {
    return "something that cannot be shown was thrown";
  }
}
