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

  it("passes on what it does not know", () => {
    const error = storageError("read", "run.json", new Error("odd"));
    expect(error.message).toBe("run.json: cannot be read; got odd");
  });
});
