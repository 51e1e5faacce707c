/** What 0 and 1 mean for a command, where it is not the same for all. */
interface Meanings {
  readonly good: string;
  readonly bad: string;
}

/** The last lines of a command's help: what its exit code says. */
export function exitCodes({ good, bad }: Meanings): string {
  return `Exit codes: 0 ${good};
  1 ${bad};
  2 wrong use; 130 interrupted (Ctrl-C).`;
}
