import { RunFolderError } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { storageError } from "../src/storage.ts";

function systemError(code: string, text: string): Error {
  return Object.assign(new Error(`${code}: ${text}, open '/runs/one/run.json'`), { code });
}

describe("storageError", () => {
  it.each([
    ["ENOSPC", "no space left on device", "free disk space, then go on with --resume if the run had begun"],
    ["EACCES", "permission denied", "allow writing there, or choose another --out"],
    ["EROFS", "read-only file system", "the disk is read-only; choose another --out"],
  ])("says %s in one line with a remedy", (code, text, remedy) => {
    const error = storageError("written", "/runs/one/run.json", systemError(code, text));
    expect(error).toBeInstanceOf(RunFolderError);
    expect(error.message).toBe(`/runs/one/run.json: cannot be written; got ${code} (${text}); ${remedy}`);
  });

  it("names no flag for a file that no flag moves, and none of a run for what is no run's", () => {
    const text = (code: string, owner: "out" | "project") =>
      storageError("written", ".cache/sources/x.json", systemError(code, "no"), owner).message.split("); ")[1];
    expect(["EACCES", "EROFS", "ENOSPC"].map((code) => text(code, "project"))).toEqual([
      "allow writing there",
      "the disk is read-only",
      "free disk space",
    ]);
    expect(["EACCES", "ENOSPC"].map((code) => text(code, "out"))).toEqual([
      "allow writing there, or choose another --out",
      "free disk space",
    ]);
  });

  it("does not speak of writing where a file cannot be read", () => {
    const error = storageError("read", "/runs/one/run.json", systemError("EACCES", "permission denied"));
    expect(error.message).toBe("/runs/one/run.json: cannot be read; got EACCES (permission denied); allow reading it");
  });

  it("passes on what it does not know", () => {
    const error = storageError("read", "run.json", new Error("odd"));
    expect(error.message).toBe("run.json: cannot be read; got odd");
  });
});
