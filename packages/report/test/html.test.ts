import { expect, test } from "vitest";
import { slug } from "../src/html.ts";

test("a slug is fit for an anchor", () => {
  expect(slug("keras-mnist-cnn")).toBe("keras-mnist-cnn");
  expect(slug('A "b" <c>/d')).toBe("a-b-c-d");
});
