import { testPassword } from "@evenkeel/history/fixture";
import { describe, expect, it } from "vitest";
import { openQueue } from "../src/index.ts";

describe("a queue that cannot be reached", () => {
  it("is said in a line without the password", async () => {
    const url = `postgres://bench:${encodeURIComponent(testPassword)}@127.0.0.1:1/fleet`;
    const error: unknown = await openQueue(url).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(
      /postgres:\/\/bench@127\.0\.0\.1:1\/fleet: the queue cannot be used; .*; check host and/,
    );
    expect(String(error)).not.toContain(testPassword);
    expect(String(error)).not.toContain(encodeURIComponent(testPassword));
  });

  it.each(["reports/queue.sqlite", "https://host/db", "postgres://[/"])("%s is none", async (url) => {
    await expect(openQueue(url)).rejects.toThrow(/^--queue: /);
  });
});
