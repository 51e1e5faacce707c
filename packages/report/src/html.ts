/** Pieces of HTML that need care. Everything else is escaped by Handlebars. */

/** A name as part of an anchor: lower-case letters, digits, dots and dashes. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
}
