import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { systemClock } from "../src/clock.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Longer than the 31 bits that Node keeps of a timer's length: it fires one such at once. */
const longMs = 2 ** 31 + 1000;

it("waits longer than a timer of Node's can", () => {
  const called = vi.fn<() => void>();
  systemClock.after(longMs, called);
  vi.advanceTimersByTime(longMs - 1);
  expect(called).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(called).toHaveBeenCalledOnce();
});

it("can be called off at any time of a long wait", () => {
  const called = vi.fn<() => void>();
  const cancel = systemClock.after(longMs, called);
  vi.advanceTimersByTime(longMs - 500);
  cancel();
  vi.advanceTimersByTime(1000);
  expect(called).not.toHaveBeenCalled();
});
