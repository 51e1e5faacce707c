import { describe, expect, it } from "vitest";
import { inertMarkdown } from "../../github/inert-markdown.ts";

describe("inertMarkdown", () => {
  it("leaves a comparison as it is", () => {
    const text =
      "## 1 slower\n\n| a | b |\n| --- | --- |\n| `x` | **y** |\n\n<details><summary>2 more</summary>\n\nx\n\n</details>\n";
    expect(inertMarkdown(text)).toBe(text);
  });

  it.each([
    ["@someone", "@\u200Bsomeone"],
    ["[here](javascript:x)", "[here]\u200B(javascript:x)"],
    ["![](x)", "![]\u200B(x)"],
    ["[a][b]\n[b]: x", "[a]\u200B[b]\n[b]\u200B: x"],
    ["https://example.org", "https&#58;//example.org"],
    ["WWW.example.org", "WWW&#46;example.org"],
    ["fixes #12 and GH-12", "fixes #\u200B12 and GH-\u200B12"],
    ["<img src=x><!-- x --><details open>", "&lt;img src=x>&lt;!-- x -->&lt;details open>"],
    ["&#64;someone &commat;someone &lt;", "&amp;#\u200B64;someone &amp;commat;someone &lt;"],
    ["<details>x</details>", "<details>x</details>"],
    ["a\u001B[31m\r\u2028b", "a[31mb"],
  ])("%j", (text, inert) => {
    expect(inertMarkdown(text)).toBe(inert);
  });

  it("stays shorter than a comment may be", () => {
    expect(inertMarkdown("@".repeat(2 ** 20)).length).toBeLessThanOrEqual(60_000);
  });
});
