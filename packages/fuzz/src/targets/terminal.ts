import { BackendError, foreignText, quotedText } from "@evenkeel/core";
import { textBytes } from "../bytes.ts";
import { mark } from "../hostile.ts";
import { Finding, type Target } from "../target.ts";

const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Text of files and processes on its way to a terminal. */
export const terminal: Target = {
  name: "terminal",
  seeds: async () =>
    [`\u001b]0;${mark}\u0007`, `a\u202eb\u2066c\ud83d\ude00`, "x".repeat(3000), `${mark}\r\n"quoted" \\`].map(
      textBytes,
    ),
  take: async (input) => {
    const text = new TextDecoder("utf-16le").decode(input) + new TextDecoder().decode(input);
    const shown = [
      foreignText(text),
      quotedText(text),
      new BackendError(text, { where: text, got: text, remedy: text }).message,
    ];
    for (const line of shown) if (unsafe.test(line)) throw new Finding(`unsafe: ${JSON.stringify(line)}`);
    const [once = ""] = shown;
    if (foreignText(once) !== once) throw new Finding("shown twice, it changes");
    if (once.length > 400) throw new Finding(`${once.length} characters`);
  },
};
