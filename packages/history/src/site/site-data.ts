import type { Unjudged } from "../detect/judgement.ts";
import type { Presence } from "../detect/presence.ts";
import type { Point } from "../point.ts";
import type { Series } from "../series.ts";

/** What a history site is made from: numbers, ids and states; the words are the pages'. */
export interface SiteData {
  /** Of the project whose history it is. */
  readonly title: string;
  /** `https://github.com/owner/name`, which commits are linked under; null without. */
  readonly repository: string | null;
  readonly machines: readonly SiteMachine[];
  /** In time order. */
  readonly nights: readonly SiteNight[];
  readonly series: readonly SiteSeries[];
  /** Of the last check; null before the first. */
  readonly check: SiteCheck | null;
  readonly falseAlarms: SiteFalseAlarms | null;
}

export interface SiteMachine {
  readonly fingerprint: string;
  /** As its owner calls it; null where nobody named it. */
  readonly name: string | null;
  /** Processor, cores, memory, graphics card: what tells it from another. */
  readonly about: string;
}

/** One run. */
export interface SiteNight {
  readonly runId: string;
  /** In ms UTC. */
  readonly at: number;
  readonly fingerprint: string;
  readonly commit: string | null;
  readonly dirty: boolean;
  /** Why it counts for nothing; null where it counts. */
  readonly quarantined: string | null;
  /** Its report, relative to the site; null where there is none. */
  readonly report: string | null;
  /** Libraries that changed since the machine's night before: `onnxruntime-node 1.29.0 → 1.30.0`. */
  readonly upgrades: readonly string[];
}

export type SeriesState = "confirmed" | "suspected" | "quiet" | "unjudged";

export interface SiteSeries extends Series {
  /** In time order, the quarantined too: the latest, or on its own page all of them. */
  readonly points: readonly Point[];
  /** How many there are in all. */
  readonly nights: number;
  readonly state: SeriesState;
  /** Why it was not judged; null where it was. */
  readonly reason: Unjudged["reason"] | "not-checked" | null;
  /** Whether it was measured when its machine last ran. */
  readonly presence: Presence;
  /** When its latest point was measured, in ms UTC. */
  readonly lastAt: number;
  /** The latest of its points that is not quarantined; null where none of the latest is. */
  readonly last: Point | null;
  readonly change: SiteChange | null;
  /** The smallest relative change that would be found; null where that cannot be said. */
  readonly minimumDetectable: number | null;
}

export interface SiteChange {
  /** The first night after it, of a drift the last that was looked at; in ms UTC. */
  readonly at: number;
  /** When it began: `at` of a step, of a drift the first night that was looked at; in ms UTC. */
  readonly from: number;
  readonly kind: "step" | "drift" | "changed";
  /** After ÷ before minus 1; of accuracies their difference. */
  readonly effect: number;
  readonly worse: boolean;
  readonly p: number | null;
  readonly q: number | null;
  /** What a rerun of both commits side by side found, in a sentence; null before there is one. */
  readonly evidence: string | null;
}

export interface SiteCheck {
  readonly at: number;
  readonly judged: number;
  readonly unjudged: number;
  readonly missing: number;
}

/** What the same procedure made of backends measured twice, alike. */
export interface SiteFalseAlarms {
  readonly tested: number;
  readonly claimed: number;
  readonly low: number;
  readonly high: number;
  readonly nominal: number;
}
