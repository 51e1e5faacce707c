import { describe, expect, it } from "vitest";
import { faultDefinitions, faultKinds, faultText, parseFault } from "../src/index.ts";

describe("a fault as it is typed", () => {
  it.each(faultKinds)("%s alone has its defaults, and is typed again as it is shown", (kind) => {
    const setting = parseFault(kind);
    const defaults = Object.entries(faultDefinitions[kind].parameters).map(([name, parameter]) => [
      name,
      parameter.default,
    ]);
    expect(setting.values).toEqual(Object.fromEntries(defaults));
    expect(parseFault(faultText(setting))).toEqual(setting);
  });

  it("takes a value for the first parameter, and values by name", () => {
    expect(parseFault("model-swap:7").values).toEqual({ after: 7 });
    expect(parseFault("server-error:0.5,status=500").values).toEqual({ share: 0.5, status: 500 });
  });

  it.each([
    ["earthquake", /--fault: unknown fault; expected model-swap, .*; got "earthquake"/],
    [
      "server-error:status=404",
      /--fault server-error:status: not a whole number in range; expected 500 to 599; got "404"/,
    ],
    ["server-error:2", /not a share in range; expected 0 to 1; got "2"/],
    ["model-swap:1.5", /not a whole number/],
    ["model-swap:", /got ""/],
    ["model-swap:after=1,after=2", /a parameter twice/],
    ["model-swap:constructor=1", /no such parameter; expected after; got "constructor"/],
  ])("%s is wrong use", (text, message) => {
    expect(() => parseFault(text)).toThrow(message);
  });
});
