/** Numbers, sizes and times as the report writes them: one way for each, the unit always beside or above. */
import type { MeasurementUnit } from "@evenkeel/core";

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const superscripts: Readonly<Record<string, string>> = {
  "-": "⁻",
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
};

/** A count or a rounded value with thousands separated: `12,046`. */
export function integer(value: number): string {
  return grouped.format(value);
}

/** Significant digits: `0.213`, `4.98`, `6,012`; with an exponent below a thousandth, `2.3 × 10⁻⁴`. */
export function significant(value: number, digits = 3): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 10 ** (digits - 1)) return integer(value);
  return size < 1e-3 ? scientific(value, Math.min(digits, 2)) : value.toPrecision(digits);
}

/** `2.3 × 10⁻⁴`; a power of ten alone as `10⁻⁴`. */
export function scientific(value: number, digits = 1): string {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const base = Number(mantissa) === 1 && digits === 1 ? "" : `${mantissa}\u00A0×\u00A0`;
  return `${base}10${(exponent ?? "").replaceAll(/./g, (sign) => superscripts[sign] ?? "")}`;
}

/** A ratio in percent: `84.25%`. */
export function percent(ratio: number, fractionDigits = 2): string {
  return `${(100 * ratio).toFixed(fractionDigits)}%`;
}

/** Bytes in MiB, without the unit. */
export function mebibytes(bytes: number): string {
  return significant(bytes / 2 ** 20);
}

/** How many times: `3.1 ×`. */
export function times(factor: number): string {
  return `${factor >= 100 ? integer(factor) : factor.toPrecision(2)}\u00A0×`;
}

/** How much larger in percent, of a ratio from 1: `4.2%`; null from a tenth on, where `times` says it. */
export function excess(ratio: number): string | null {
  if (ratio >= 1.1) return null;
  const share = 100 * (ratio - 1);
  return share < 0.1 ? "under 0.1%" : `${share.toPrecision(share < 1 ? 1 : 2)}%`;
}

/** The unit as the page names it; bytes are shown in MiB, ratios in percent. */
export function unitName(unit: MeasurementUnit): string {
  if (unit === "bytes") return "MiB";
  return unit === "ratio" ? "%" : unit;
}

/** A value as a table cell shows it, its unit being in the column's head. */
export function bare(value: number, unit: MeasurementUnit): string {
  switch (unit) {
    case "bytes":
      return mebibytes(value);
    case "ratio":
      return (100 * value).toFixed(2);
    case "nats":
      return value.toFixed(4);
    case "steps":
    case "epochs":
    case "images":
    case "samples":
      return integer(value);
    default:
      return significant(value);
  }
}

/** The units that are counts in the plural: not `images/s` or `ms`. */
const plurals = /(?<=^(?:step|epoch|image|sample|check))s$/;

/**
 * A value with its unit: `6,012 images/s`, `1 epoch`, `84.25%`; a ratio too small for a percentage, as an error is, by
 * itself.
 */
export function withUnit(value: number, unit: MeasurementUnit): string {
  if (unit === "ratio" && value !== 0 && Math.abs(value) < 1e-3) return significant(value, 2);
  if (unit === "ratio") return percent(value);
  return `${bare(value, unit)} ${value === 1 ? unitName(unit).replace(plurals, "") : unitName(unit)}`;
}

/** `1 round`, `2 rounds`. */
export function plural(count: number, noun: string): string {
  return `${integer(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${significant(seconds, 2)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** An ISO time in UTC: `2026-11-22 23:10 UTC`. */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** `a`, `a and b`, `a, b and c`. */
export function sentenceList(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** A large count in short: `93,322`, `4.1 million`. */
export function largeCount(count: number): string {
  return count < 1e6 ? integer(count) : `${significant(count / 1e6)} million`;
}
