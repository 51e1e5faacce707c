/** The first five, and how many more there are. */
export function firstOf(names: readonly string[]): string {
  const rest = names.length > 5 ? [`and ${names.length - 5} more`] : [];
  return [...names.slice(0, 5), ...rest].join(", ");
}
