const zeroWidthSpace = "\u200B";

/**
 * Any text as inert GitHub-flavoured Markdown in one line: no markup, no HTML, no link, no cell of a table ended, no
 * mention of a user.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .trim()
    .replaceAll(/[\\`*_[\]|~$]/g, String.raw`\$&`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("://", "&#58;//")
    .replaceAll(/www\./gi, (prefix) => `${prefix.slice(0, -1)}&#46;`)
    .replaceAll("@", `@${zeroWidthSpace}`)
    .replaceAll(/(?<=^|\s)#(?=\S)/g, String.raw`\#`)
    .replace(/^([#+=-])/, String.raw`\$1`)
    .replace(/^(\d+)([.)])(?=\s|$)/, String.raw`$1\$2`);
}
