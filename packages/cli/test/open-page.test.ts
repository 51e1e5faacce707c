import { expect, it, vi } from "vitest";
import { openPage } from "../src/open-page.ts";
import { captured } from "./fixtures/captured-output.ts";

it("is done as soon as a browser has started, and says nothing", async () => {
  vi.stubEnv("BROWSER", "/bin/true");
  await openPage("/nowhere/index.html");
  expect(captured.err).toBe("");
});

it("names the page where no browser can be started", async () => {
  await openPage("/nowhere/\0index.html");
  expect(captured.err).toMatch(/^--open: no browser could be started \(.*\); open \/nowhere\/\\x00index\.html\n$/);
});
