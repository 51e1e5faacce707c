import { expect, test } from "vitest";
import { commandLine, slug } from "../src/html.ts";

test("a slug is fit for an anchor", () => {
  expect(slug("keras-mnist-cnn")).toBe("keras-mnist-cnn");
  expect(slug('A "b" <c>/d')).toBe("a-b-c-d");
});

test("a command line quotes what a shell would change", () => {
  expect(commandLine(["pnpm", "evenkeel", "run", "--out", "a b", "it's", "$(rm)"])).toBe(
    `pnpm evenkeel run --out 'a b' 'it'\\''s' '$(rm)'`,
  );
});
