/** Why something could not be done, and the remedy, null where none is known. */
export interface Reason {
  readonly message: string;
  readonly remedy: string | null;
}

/** Both in one line. */
export function reasonText({ message, remedy }: Reason): string {
  return remedy === null ? message : `${message}; ${remedy}`;
}
