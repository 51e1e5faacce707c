import { EvenkeelError } from "./errors.ts";

/** What an error says, in one line, and its remedy, null where it has none. */
export function explainError(error: unknown): { readonly message: string; readonly remedy: string | null } {
  if (error instanceof EvenkeelError) return { message: error.finding, remedy: error.detail.remedy ?? null };
  const text = error instanceof Error ? error.message : String(error);
  return { message: text.replaceAll(/\s*\n\s*/g, " "), remedy: null };
}
