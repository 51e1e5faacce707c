#!/usr/bin/env node
// The entry, in JavaScript that Nodes of many years read: one that is too old for the rest is told so in one line.
const oldest = 24;
const [major] = process.versions.node.split(".").map(Number);
if (major < oldest) {
  const typed = ["npx -y pnpm@12 evenkeel"].concat(process.argv.slice(2).map(shellWord)).join(" ");
  process.stderr.write(
    `error: Node ${oldest} or newer is needed; got ${process.versions.node}; in the checkout, which brings its own, type: ${typed}\n`,
  );
  process.exitCode = 2;
} else {
  import("./src/main.ts").catch((error) => {
    process.stderr.write(
      `error: cannot start: ${String(error && error.message).split("\n")[0]}; run: npx -y pnpm@12 install\n`,
    );
    process.exitCode = 1;
  });
}

/** A word as a shell reads it back; what a terminal would obey is left out. */
function shellWord(word) {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replace(/[^\x20-\x7e]/g, "?").replace(/'/g, "'\\''")}'`;
}
