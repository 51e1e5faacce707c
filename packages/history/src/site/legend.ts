/** A sign of a drawing, and what it stands for. */
export interface Sign {
  /** As SVG. */
  readonly svg: string;
  readonly text: string;
}

const signs = {
  night: [
    '<circle cx="14" cy="7" r="3" fill="var(--series-1)"/>',
    "a night: the median of its rounds, the mean of its seeds",
  ],
  range: [
    '<line x1="14" x2="14" y1="1" y2="13" stroke="var(--series-1)" stroke-opacity="0.6" stroke-width="1.5"/>',
    "where the middle half of them lies, of fewer than four all",
  ],
  level: ['<line x1="2" x2="26" y1="7" y2="7" stroke="var(--ink)" stroke-opacity="0.55" stroke-width="1.5"/>', "level"],
  change: [
    '<line x1="14" x2="14" y1="0" y2="14" stroke="var(--bad)" stroke-dasharray="5 3" stroke-width="1.5"/>',
    "the first night after a change",
  ],
  upgrade: ['<line x1="14" x2="14" y1="0" y2="14" stroke="var(--quiet)" stroke-dasharray="2 3"/>', "libraries changed"],
  quarantined: [
    '<path d="M10 3l8 8M18 3l-8 8" stroke="var(--quiet)" stroke-width="1.5"/>',
    "quarantined: shown, never judged",
  ],
} as const;

/** What the signs of `historyChart` mean. */
export const legend: readonly Sign[] = Object.values(signs).map(([mark, text]) => ({
  svg: `<svg class="sign" viewBox="0 0 28 14" width="28" height="14" aria-hidden="true">${mark}</svg>`,
  text,
}));
