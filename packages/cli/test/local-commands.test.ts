import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { localCommands } from "../src/local-commands.ts";
import { projectRoot } from "../src/project.ts";
import { userFolder, userPath } from "../src/user-folder.ts";

describe("a command in a message", () => {
  const told = "run: npx -y pnpm@12 evenkeel setup torch-cpu";

  it.each([
    [projectRoot, told],
    [join(projectRoot, "packages", "cli"), "run: npx -y pnpm@12 -w evenkeel setup torch-cpu"],
    [join(projectRoot, ".."), `run: npx -y pnpm@12 -C ${projectRoot.split("/").at(-1)} evenkeel setup torch-cpu`],
  ])("can be typed as it stands in %s", (here, text) => {
    expect(localCommands(told, here, "checkout")).toBe(text);
  });

  it("is the launcher's in a bundle, from wherever it is called", () => {
    const text = "run: evenkeel/evenkeel check, or npx -y pnpm@12 evenkeel data fetch mnist";
    expect(localCommands(text, projectRoot, "bundle")).toBe("run: ./evenkeel check, or ./evenkeel data fetch mnist");
    expect(localCommands(text, join(projectRoot, "packages"), "bundle")).toContain("run: ../evenkeel check");
    const make = "in a checkout: npx -y pnpm@12 evenkeel bundle --backend onnx-cpu";
    expect(localCommands(make, projectRoot, "bundle")).toBe(make);
  });

  it.each([projectRoot, join(projectRoot, ".."), join(projectRoot, "..", "other"), "/", "/$&/it's here"])(
    "is the same when it is made local twice, in %s",
    (here) => {
      for (const where of ["bundle", "checkout"] as const) {
        for (const command of ["evenkeel/evenkeel data", "npx -y pnpm@12 evenkeel data", "x/evenkeel/evenkeel data"]) {
          const once = localCommands(`run: ${command} (${command})`, here, where);
          expect(localCommands(once, here, where)).toBe(once);
        }
      }
      // A bundle's folder is called so.
      const unpacked = "try: ../evenkeel/evenkeel data";
      expect(localCommands(unpacked, here, "bundle")).toBe(unpacked);
    },
  );
});

describe("a path of the user's", () => {
  it("is relative to where pnpm was called, which runs scripts in the root", () => {
    const script = { npm_lifecycle_event: "evenkeel", INIT_CWD: "/home/me" };
    expect(userFolder(projectRoot, script)).toBe("/home/me");
    expect(userFolder("/elsewhere", script)).toBe("/elsewhere");
    expect(userFolder(projectRoot, { INIT_CWD: "/home/me" })).toBe(projectRoot);
  });

  it("may begin with the home folder, and is not empty", () => {
    expect(userPath("~/x", "--out")).toBe(join(process.env["HOME"] ?? "", "x"));
    expect(userPath("a~/x", "--out")).toBe(join(process.cwd(), "a~/x"));
    expect(() => userPath(" ", "--out")).toThrow("--out: expected a path; got nothing");
    expect(() => userPath("a\0b", "--out")).toThrow("--out: expected a path");
  });
});
