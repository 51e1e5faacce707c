import { describe, expect, it } from "vitest";
import { countRequirements, PipProgress } from "../src/pip-progress.ts";

describe("PipProgress", () => {
  it("tells what pip looks for, downloads and unpacks, and how far it is", () => {
    const progress = new PipProgress(4);
    expect(progress.read("Collecting numpy==2.4.6 (from -r a.txt (line 3))")).toEqual({
      step: "looking for numpy",
      fraction: 0.25,
    });
    expect(progress.read("  Downloading https://host/a/numpy-2.4.6-cp311-cp311-x.whl (16.9 MB)")).toEqual({
      step: "downloading numpy (16.9 MB)",
      fraction: 0.25,
    });
    expect(progress.read("Collecting tensorflow[and-cuda]==2.21.0")?.step).toBe("looking for tensorflow[and-cuda]");
    expect(progress.read("Processing /wheels/torch-2.13.0+cpu-cp311-cp311-x.whl (from -r a.txt)")).toEqual({
      step: "looking for torch",
      fraction: 0.75,
    });
    expect(progress.read("Installing collected packages: numpy")).toEqual({ step: "unpacking", fraction: null });
    expect(progress.read("Successfully installed numpy-2.4.6")).toBeNull();
  });

  it("never says that it is done, whatever was estimated", () => {
    const progress = new PipProgress(0);
    progress.read("Collecting a");
    expect(progress.read("Collecting b")?.fraction).toBeLessThan(1);
  });
});

describe("countRequirements", () => {
  it("counts a package once, however many versions are for however many systems", () => {
    const text = `--extra-index-url https://host
# a comment
numpy==1 ; python_full_version < '3.12' \\
    --hash=sha256:aa
numpy==2 ; python_full_version >= '3.12' \\
    --hash=sha256:bb
keras==3
`;
    expect(countRequirements(text)).toBe(2);
  });
});
