/** One form in which a key may stand in a file. */
export interface Needle {
  /** For people, such as "base64 of the key as JSON writes it"; does not say the key. */
  readonly form: string;
  readonly bytes: Buffer;
}

/** A base64 form shorter than this says so little of the key that it would be found where it is not. */
const shortestNeedle = 8;

/**
 * A key, and all that it becomes on its way into a file: percent-encoded, escaped for JSON or HTML, and base64 of each
 * of these at any of the three places where it may begin in a longer text, in both alphabets.
 */
export function needlesOf(key: string): Needle[] {
  const texts = textForms(key);
  const encoded = [...texts].flatMap(([text, form]) =>
    base64Forms(text).map((base64) => [base64, `base64 of ${form}`] as const),
  );
  return [...byFirstName([...texts, ...encoded])].map(([text, form]) => ({ form, bytes: Buffer.from(text) }));
}

/** By text, what form it is; the first name of equal ones. */
function textForms(key: string): Map<string, string> {
  const percent = encodeURIComponent(key);
  const strict = percent.replaceAll(/[!'()*~]/g, percentOf);
  const json = JSON.stringify(key).slice(1, -1);
  const html = key.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  const forms: readonly (readonly [text: string, form: string])[] = [
    [key, "the key"],
    [percent, "the key, percent-encoded"],
    [lowerHex(percent), "the key, percent-encoded"],
    [strict, "the key, percent-encoded"],
    [lowerHex(strict), "the key, percent-encoded"],
    [json, "the key as JSON writes it"],
    [json.replaceAll("/", String.raw`\/`), "the key as JSON writes it"],
    [json.replaceAll(/[<>&'+/=]/g, unicodeEscape), "the key as JSON writes it"],
    [
      json.replaceAll(/[<>&'+/=]/g, (character) => unicodeEscape(character).toUpperCase().replace("U", "u")),
      "the key as JSON writes it",
    ],
    [JSON.stringify(json).slice(1, -1), "the key as JSON in JSON writes it"],
    [html, "the key as HTML writes it"],
    [html.replaceAll("'", "&#39;"), "the key as HTML writes it"],
    [html.replaceAll("'", "&#x27;").replaceAll("`", "&#x60;").replaceAll("=", "&#x3D;"), "the key as HTML writes it"],
  ];
  return byFirstName(forms);
}

function byFirstName(forms: readonly (readonly [text: string, form: string])[]): Map<string, string> {
  const first = new Map<string, string>();
  for (const [text, form] of forms) if (!first.has(text)) first.set(text, form);
  return first;
}

function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    // Characters that hold bits of the key alone: not of what stands before it or after it.
    const inner = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    if (inner.length < shortestNeedle) return [];
    return [...new Set([inner, inner.replaceAll("+", "-").replaceAll("/", "_")])];
  });
}

function percentOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function lowerHex(percent: string): string {
  return percent.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
