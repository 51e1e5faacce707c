/** A word as a POSIX shell reads it back, quoted where it has to be, and wherever another shell would expand it. */
export function shellWord(word: string): string {
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word)) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Words as a command line that a POSIX shell reads back as the same words. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}
