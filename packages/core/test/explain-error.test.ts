import { expect, test } from "vitest";
import { BackendError, explainError } from "../src/index.ts";

test("tells what is wrong and the remedy apart", () => {
  const error = new BackendError("not set up", { where: "x", got: "nothing", remedy: "set it up" });
  expect(explainError(error)).toEqual({ message: "x: not set up; got nothing", remedy: "set it up" });
  expect(error.message).toBe("x: not set up; got nothing; set it up");
});

test("gives one line of any error, without a remedy", () => {
  expect(explainError(new TypeError("no\n  such\nthing"))).toEqual({ message: "no such thing", remedy: null });
  expect(explainError("thrown as text")).toEqual({ message: "thrown as text", remedy: null });
  expect(explainError(new BackendError("broken"))).toEqual({ message: "broken", remedy: null });
});
