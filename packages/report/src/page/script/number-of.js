const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const number = /-?\d[\d,]*(?:\.\d+)?/;
const power = /^\s*×\s*10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/;
const barePower = /^10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/;
const time = /^(?:(\d+) h)? ?(?:(\d+) min)? ?(?:([\d.]+) s)?$/;

/**
 * The first number that a text of the page shows, as `format.ts` writes it: thousands separated, powers of ten raised,
 * times in hours, minutes and seconds. NaN where there is none.
 * @param {string} text
 */
export function numberOf(text) {
  const clock = time.exec(text);
  if (text !== "" && clock !== null) {
    const [, hours = "0", minutes = "0", seconds = "0"] = clock;
    return 3600 * Number(hours) + 60 * Number(minutes) + Number(seconds);
  }
  const alone = barePower.exec(text);
  if (alone !== null) return Number(`1e${exponentOf(alone)}`);
  const found = number.exec(text);
  if (found === null) return Number.NaN;
  const digits = found[0].replaceAll(",", "");
  const raised = power.exec(text.slice(found.index + found[0].length));
  return Number(raised === null ? digits : `${digits}e${exponentOf(raised)}`);
}

/** @param {RegExpExecArray} match */
function exponentOf([, sign, digits = ""]) {
  const size = Number(digits.replaceAll(/./g, (digit) => String(superscripts.indexOf(digit))));
  return sign === "⁻" ? -size : size;
}
