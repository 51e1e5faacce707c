import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { publicText, publicValue, type Places } from "../src/public-text.ts";

const places: Places = { root: "/srv/even keel", home: "/home/Jo Doe", temporary: "/var/tmp/x" };
const shown = (text: string) => publicText(text, places);

describe("publicText", () => {
  it.each([
    ["/srv/even keel/.cache/datasets/mnist/a.gz: damaged", ".cache/datasets/mnist/a.gz: damaged"],
    ["run it in /srv/even keel, or not", "run it in ., or not"],
    ["remove '/home/Jo Doe/pets/1.png'", "remove '~/pets/1.png'"],
    ["at file:///home/Jo%20Doe/work/mine.ts:3:9", "at ~/work/mine.ts:3:9"],
    ["at file:///opt/evil/mine.ts:3:9", "at …/mine.ts:3:9"],
    ["--out=/mnt/disk/run1", "--out=…/run1"],
    ["folder:/mnt/disk/pets@28x28", "folder:…/pets@28x28"],
    ['File "/usr/lib/python3.11/site.py", line 3, in x', 'File "…/site.py", line 3, in x'],
    ["(/var/tmp/x/evenkeel-1/a.bin)", "(…/a.bin)"],
    ["cannot open [/a/b] and </c/d>", "cannot open […/b] and <…/d>"],
    [String.raw`C:\Users\jo\pets\1.png: damaged`, "…/1.png: damaged"],
    ["libcudart.so: /usr/local/cuda/lib64/: no such folder", "libcudart.so: …/: no such folder"],
    ["ends in /home/Jo Doe/", "ends in ~/"],
  ])("%s", (text, expected) => expect(shown(text)).toBe(expected));

  it("takes a temporary folder with spaces out as a whole", () => {
    const spaced = { ...places, temporary: "/opt/t p" };
    expect(publicText("in /opt/t p/a/b.bin", spaced)).toBe("in …/a/b.bin");
  });

  it.each([
    "32 images/s, 1/2 and and/or",
    "https://example.org/a/b/c.gz: refused",
    "pnpm evenkeel run --resume reports/runs/x",
    "~/pets/1.png and ./a/b and ../a/b",
    "28×28×1/255",
    "model/lenet-5/dense3.kernel: off",
    "T-shirt/top",
    "a / b // c",
    "(5×/s)",
  ])("leaves %s", (text) => expect(shown(text)).toBe(text));

  it("leaves none, of any text, and does nothing to what it has been through", () => {
    const part = fc.stringMatching(/^[a-zA-Z0-9_.+@-]{1,8}$/);
    const path = fc.array(part, { minLength: 2, maxLength: 5 }).map((parts) => `/${parts.join("/")}`);
    const before = fc.constantFrom("", " ", "(", '"', "'", "=", ": ", "folder:", "[", "<", ",", "file://", "got ");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(before, path, fc.constantFrom("", " ", ": x", '"', ")")), { maxLength: 4 }),
        (all) => {
          const text = all.map((one) => one.join("")).join(" ");
          const once = shown(text);
          expect(once).not.toMatch(/(?<![\w.~…/-])\/[\w.+@-]+\/[\w.+@-]/);
          expect(shown(once)).toBe(once);
        },
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(shown(shown(text))).toBe(shown(text));
      }),
    );
  });

  it("takes no more time for longer paths than they are longer", () => {
    expect(shown(`${"/a".repeat(200_000)} ${"/".repeat(200_000)} ${"/ ".repeat(100_000)}`)).toContain("…/a");
  });
});

describe("publicValue", () => {
  it("goes through every text and leaves all else", () => {
    const value = { a: ["/home/x/y", { b: "/mnt/z/w", c: [1, 2], d: null, e: true }], f: 3 };
    expect(publicValue(value)).toEqual({ a: ["…/y", { b: "…/w", c: [1, 2], d: null, e: true }], f: 3 });
  });
});
