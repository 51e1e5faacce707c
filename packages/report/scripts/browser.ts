import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser } from "playwright-core";

const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
];
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"];
const offline = ["--disable-background-networking", "--disable-component-update"];

/** A Chromium or Chrome in its usual places; undefined where there is none. */
export const browserPath = usualPlaces.find((path) => existsSync(path));

/** Without a window, and without requests of its own. Throws where there is no browser. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: browserPath ?? "", args: [...flags, ...offline] });
}

/** Defines `layoutOf` in a page: what lies over or outside something. */
export const layoutScript = readFileSync(join(import.meta.dirname, "..", "test", "page", "layout.js"), "utf8");
