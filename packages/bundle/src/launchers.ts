const here = `case "$0" in */*) here="\${0%/*}" ;; *) here=. ;; esac`;

/** What a person types inside the unpacked bundle: shell scripts that need nothing on the PATH. */
export const launchers: Readonly<Record<string, string>> = {
  bench: `#!/bin/sh\n# The quick experiment, or another one by name; --help says the rest.\n${here}\nexec "$here/evenkeel" run "$@"\n`,
  evenkeel: `#!/bin/sh\n${here}\nexport ORT_DISABLE_TELEMETRY=1\nexec "$here/node" "$here/packages/cli/evenkeel.js" "$@"\n`,
};
