import { describe, expect, it } from "vitest";
import { DataError, UsageError } from "../src/index.ts";

describe("errors", () => {
  it("say everything in one line, and apart from what to do", () => {
    const error = new DataError("wrong checksum", {
      where: "train.gz",
      expected: "sha256 ab",
      got: "sha256 cd",
      remedy: "delete the file\nand fetch it again",
    });
    expect(error.message).toBe(
      "train.gz: wrong checksum; expected sha256 ab; got sha256 cd; delete the file and fetch it again",
    );
    expect(error.finding).toBe("train.gz: wrong checksum; expected sha256 ab; got sha256 cd");
    expect(error.exitCode).toBe(1);
  });

  it("tell wrong use from failure by the exit code", () => {
    expect(new UsageError("unknown flag").exitCode).toBe(2);
  });
});
