const zeroWidthSpace = "\u200B";

/** Most characters of a comment on GitHub, less what is put before it. */
const mostCharacters = 60_000;

/**
 * Markdown that code of a stranger wrote, without what acts on readers: no mention, no link, no picture, no
 * reference to another issue, no HTML but what folds a part away. Tables and emphasis stay.
 */
export function inertMarkdown(text: string): string {
  return (
    text
      .slice(0, mostCharacters)
      .toWellFormed()
      .replaceAll(/[\p{Cc}\u2028\u2029]/gu, (character) => (character === "\n" ? "\n" : ""))
      // A character may be written as an entity; those of Evenkeel's own Markdown stay.
      .replaceAll(/&(?!(?:lt|gt|amp|#58|#46);)/g, "&amp;")
      .replaceAll(/<(?!\/?(?:details|summary)>)/g, "&lt;")
      .replaceAll("@", `@${zeroWidthSpace}`)
      .replaceAll(/\](?=[([:])/g, `]${zeroWidthSpace}`)
      .replaceAll("://", "&#58;//")
      .replaceAll(/www\./gi, (prefix) => `${prefix.slice(0, -1)}&#46;`)
      .replaceAll(/(?<!&)#(?=\d)/g, `#${zeroWidthSpace}`)
      .replaceAll(/\bGH-(?=\d)/gi, (prefix) => `${prefix}${zeroWidthSpace}`)
      .slice(0, mostCharacters)
  );
}
