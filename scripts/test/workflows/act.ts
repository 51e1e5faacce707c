import { execFile, execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { onTestFinished } from "vitest";

export const root = resolve(import.meta.dirname, "../../..");

/** The path with what `.ci/run` installs for tests of workflows. */
const path = [join(root, ".cache/ci-python/bin"), process.env["PATH"]].join(delimiter);

/** Whether a program is there that `.ci/run` installs and a plain checkout lacks. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ["--version"], { env: { ...process.env, PATH: path } }).status === 0;
}

/** Runs a program of those, and gives its exit code with all that it printed. */
export function tool(program: string, args: readonly string[], cwd = root): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, PATH: path },
    maxBuffer: 2 ** 26,
  });
  return { code: status, output: `${stdout}${stderr}` };
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "evenkeel-act-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }), 120_000);
  return folder;
}

/** git in a repository of a test, whatever the user's settings are. */
export function git(cwd: string, ...args: string[]): string {
  const own = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...own, "-C", cwd, ...args], {
    encoding: "utf8",
    env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
  }).trim();
}

/**
 * Files of the checkout as it stands, what is not committed included, as the first commit of a repository of its own.
 * `paths` are as git takes them.
 */
export function copiedRepository(...paths: string[]): string {
  const folder = temporaryFolder();
  const all = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate", "--", ...paths];
  const listed = execFileSync("git", all, { cwd: root, encoding: "utf8" }).split("\0");
  // One that was removed may still be in the index.
  for (const file of listed.filter((name) => name !== "" && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(root, file), join(folder, file));
  }
  git(folder, "init", "--quiet", "--initial-branch=main");
  git(folder, "remote", "add", "origin", "https://github.com/owner/repository.git");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message=base");
  return folder;
}

/** A folder's content, or one file. */
const copied = 'if [ -d "$FROM" ]; then cp -R "$FROM/." "$ARTEFACTS/$NAME/"; else cp "$FROM" "$ARTEFACTS/$NAME/"; fi';

/**
 * What stands in for actions of GitHub's own, which need its servers: the checkout is act's own, the rest does nothing,
 * and artefacts, pages among them, are copied to and from the folder in `ARTEFACTS`.
 */
const standIns: Readonly<Record<string, string>> = {
  "actions/upload-artifact": `mkdir -p "$ARTEFACTS/$NAME" && ${copied}`,
  "actions/download-artifact": `mkdir -p "$FROM"
if [ -n "$PATTERN" ]; then
  for one in "$ARTEFACTS"/$PATTERN; do [ ! -d "$one" ] || cp -R "$one" "$FROM/"; done
else
  cp -R "$ARTEFACTS/$NAME/." "$FROM/"
fi`,
  "actions/upload-pages-artifact": `NAME=github-pages && mkdir -p "$ARTEFACTS/$NAME" && ${copied}`,
};

function standIn(action: string): string {
  return JSON.stringify({
    name: action,
    description: "stands in for it",
    inputs: {
      name: { description: "-", default: "artifact" },
      path: { description: "-", default: "." },
      pattern: { description: "-", default: "" },
    },
    runs: {
      using: "composite",
      steps: [
        {
          shell: "bash",
          // oxlint-disable-next-line no-template-curly-in-string
          env: { NAME: "${{ inputs.name }}", FROM: "${{ inputs.path }}", PATTERN: "${{ inputs.pattern }}" },
          run: standIns[action] ?? "true",
        },
      ],
    },
  });
}

/** Every `owner/name@ref` that workflows and actions of a repository use. */
export function usedActions(repository: string): string[] {
  const files = globSync([".github/workflows/*.yml", ".github/actions/*/action.yml", "action.yml"], {
    cwd: repository,
  });
  const uses = files.flatMap((file) => [
    ...readFileSync(join(repository, file), "utf8").matchAll(/uses: ([^.\s]\S*)/g),
  ]);
  return [...new Set(uses.flatMap(([, action]) => action ?? []))].toSorted();
}

export interface ActOptions {
  readonly repository: string;
  /** Its file in `.github/workflows`. */
  readonly workflow: string;
  readonly event: string;
  readonly payload: object;
  readonly variables?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Where artefacts lie, by name. */
  readonly artefacts: string;
  /** Folders of actions that nothing stands in for, by `owner/name@ref`. */
  readonly actions?: Readonly<Record<string, string>>;
}

/** Executes a workflow whole, without Docker and without a network. */
export async function act(options: ActOptions): Promise<{ code: number | null; output: string }> {
  const {
    repository,
    workflow,
    event,
    payload,
    variables = {},
    environment = {},
    secrets = {},
    actions = {},
  } = options;
  const folder = temporaryFolder();
  const eventFile = join(folder, "event.json");
  writeFileSync(eventFile, JSON.stringify(payload));
  const used = new Set([repository, ...Object.values(actions)].flatMap(usedActions));
  const local = [...used].flatMap((name) => {
    const known = actions[name];
    if (known !== undefined) return ["--local-repository", `${name}=${known}`];
    const [action = ""] = name.split("@");
    const own = join(folder, name.replaceAll("/", "_"));
    mkdirSync(own);
    writeFileSync(join(own, "action.yml"), standIn(action));
    return ["--local-repository", `${name}=${own}`];
  });
  const pairs = (flag: string, all: Readonly<Record<string, string>>) =>
    Object.entries(all).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  const platforms = ["ubuntu-latest", "macos-latest", "windows-latest"].flatMap((name) => [
    "-P",
    `${name}=-self-hosted`,
  ]);
  const args = [
    event,
    "--workflows",
    join(".github/workflows", workflow),
    "--eventpath",
    eventFile,
    ...platforms,
    ...local,
    "--action-offline-mode",
    "--pull=false",
    "--no-cache-server",
    "--action-cache-path",
    join(folder, "cache"),
    ...pairs("--var", variables),
    ...pairs("--env", { ...environment, ARTEFACTS: options.artefacts }),
    ...pairs("--secret", secrets),
  ];
  // As a runner has it: without what pnpm tells the scripts that it runs, this test among them.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:p?npm_|INIT_CWD$|NODE_ENV$|VITEST)/i.test(name),
  );
  const env = { ...Object.fromEntries(inherited), PATH: path, XDG_CONFIG_HOME: join(folder, "config") };
  return new Promise((done) => {
    execFile("act", args, { cwd: repository, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
      done({ code, output: `${stdout}${stderr}` });
    });
  });
}
