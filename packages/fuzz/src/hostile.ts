import fc from "fast-check";

/** Stands in most hostile texts, to be told in what they break. */
export const mark = "evenkeel-fuzz";

/** Text that a page, a terminal, a file name or an object might take for something else. */
const texts = [
  `<script>${mark}</script>`,
  `</script><script src="http://${mark}.example/x.js"></script>`,
  `"><img src=x onerror=${mark}>`,
  `' onmouseover='${mark}`,
  `<svg onload=${mark}>`,
  `</style><link rel=stylesheet href=//${mark}.example>`,
  `javascript:${mark}`,
  `{{${mark}}}`,
  `{{{${mark}}}}`,
  `\u001b]0;${mark}\u0007\u001b[2J`,
  `\u202e${mark}\u2066`,
  `\u0000${mark}`,
  `${mark}\r\nSet-Cookie: a=b`,
  `../../../../${mark}`,
  `-${mark}`,
  `$(${mark})`,
  "__proto__",
  "constructor",
  "toString",
  "",
  " ",
  "NaN",
  "\ud800",
  mark.repeat(500),
];
export const hostileTexts: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...texts),
  fc.string({ unit: "binary", maxLength: 40 }),
);

export const hostileNumbers: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, -0, -1, 1, 0.5, 1e-320, 1e308, -1e308, 2 ** 31, 2 ** 32, 2 ** 53, Number.MAX_SAFE_INTEGER),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
