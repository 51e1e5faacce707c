import { BackendError, brokenBy } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { commandLine } from "../src/command-line.ts";
import {
  brokenSetup,
  damagedSetup,
  missingLibrary,
  missingPythonPackage,
  noPython,
  noWebgpuAdapter,
  notSetUp,
  unavailableError,
  unsupportedPlatform,
  withReinstall,
} from "../src/unavailable.ts";

describe("commandLine", () => {
  it("can be typed where Evenkeel is", () => {
    expect(commandLine("setup torch-cpu", "checkout")).toBe("npx -y pnpm@12 evenkeel setup torch-cpu");
    expect(commandLine("setup torch-cpu", "bundle")).toBe("evenkeel/evenkeel setup torch-cpu");
  });
});

describe("a remedy", () => {
  it("is the setup command of what is not set up", () => {
    expect(notSetUp("x")).toEqual({
      state: "unavailable",
      reason: "not-installed",
      message: "not set up",
      remedy: "npx -y pnpm@12 evenkeel setup x",
    });
  });

  it("is the user's own Python where a bundle brings none", () => {
    expect(noPython("x", "checkout")).toEqual(notSetUp("x"));
    expect(noPython("x", "bundle").remedy).toBe("name a Python that holds its packages in EVENKEEL_PYTHON");
  });

  it("is to set the backend up anew, by its own id, where what setup brought is missing or broken", () => {
    const id = "torch-cpu-best";
    const again = "set it up anew: npx -y pnpm@12 evenkeel setup --repair torch-cpu-best";
    expect(damagedSetup(id, "torch/a.py")).toMatchObject({ reason: "broken", remedy: again });
    expect(missingPythonPackage(id, "no torch", false).remedy).toBe(again);
    expect(missingPythonPackage(id, "no torch", true).remedy).toMatch(/EVENKEEL_PYTHON names, or unset/);
    expect(brokenSetup(id, new Error("no"), "needs a driver").remedy).toBe(`${again}; needs a driver`);
  });

  it("is another bundle where this one lacks a library, and says no path of this machine", () => {
    const error = new Error("Cannot find package 'y' imported from /home/someone/evenkeel/a.ts");
    expect(missingLibrary("x", error, "checkout")).toMatchObject({
      message: "Cannot find package 'y'",
      remedy: "npx -y pnpm@12 install",
    });
    expect(missingLibrary("x", error, "bundle").remedy).toMatch(
      /lacks it; .*npx -y pnpm@12 evenkeel bundle --backend x$/,
    );
  });

  it("is the error's own where it has one", () => {
    const error = new BackendError("does not load", { where: "lib.so", remedy: "install all of the driver" });
    expect(withReinstall(brokenBy(error))).toMatchObject({
      message: "lib.so: does not load",
      remedy: "install all of the driver",
    });
    expect(brokenSetup("x", error).remedy).toBe("install all of the driver");
  });

  it("is to install again where a backend needs npm packages alone", () => {
    expect(withReinstall(brokenBy(new Error("no"))).remedy).toBe("npx -y pnpm@12 install --force");
    expect(withReinstall(brokenBy(new Error("no")), "bundle").remedy).toMatch(/^unpack the bundle again/);
    expect(withReinstall(notSetUp("x"))).toEqual(notSetUp("x"));
  });

  it("is a plain instruction where no command helps", () => {
    expect(unsupportedPlatform("It", "Linux x64", "aix ppc64")).toMatchObject({
      message: "It runs on Linux x64 only, not on aix ppc64",
      remedy: "use it on Linux x64",
    });
    expect(noWebgpuAdapter("Dawn", "linux").remedy).toMatch(/Vulkan driver/);
    expect(noWebgpuAdapter("Dawn", "darwin").remedy).toBe("update the graphics card's driver");
  });
});

it("says the same as an error, for who loads a model all the same", () => {
  expect(unavailableError("x", notSetUp("x")).message).toBe("x: not set up; npx -y pnpm@12 evenkeel setup x");
});
