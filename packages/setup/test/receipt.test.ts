import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { leaveReceipt } from "../src/receipt-file.ts";
import { digestOfVenv, pythonIn, venvFolder, venvPython, type Venv } from "../src/receipt.ts";

let root = "";
let venv: Venv = { name: "torch-cpu", requirements: [] };

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "evenkeel-setup-"));
  const file = join(root, "requirements.txt");
  await writeFile(file, "torch==2.13.0\n");
  venv = { name: "torch-cpu", requirements: [pathToFileURL(file)], root };
  const python = pythonIn(venvFolder(venv));
  await mkdir(dirname(python), { recursive: true });
  await writeFile(python, "");
});
afterEach(() => rm(root, { recursive: true }));

const writeReceipt = (of: Venv) => leaveReceipt(venvFolder(of), digestOfVenv(of));

describe("venvPython", () => {
  it("takes an environment for finished only with its receipt", async () => {
    expect(venvPython(venv)).toBeNull();
    await writeReceipt(venv);
    expect(venvPython(venv)).toBe(pythonIn(venvFolder(venv)));
  });

  it("does not take one that was made for other versions", async () => {
    await writeReceipt(venv);
    await writeFile(join(root, "requirements.txt"), "torch==2.14.0\n");
    expect(venvPython(venv)).toBeNull();
  });

  it("does not mind how a checkout ends its lines", async () => {
    await writeReceipt(venv);
    await writeFile(join(root, "requirements.txt"), "torch==2.13.0\r\n");
    expect(venvPython(venv)).not.toBeNull();
  });

  it("does not take one whose interpreter is gone, or whose receipt is garbled", async () => {
    await writeReceipt(venv);
    await writeFile(join(venvFolder(venv), "receipt.json"), "{");
    expect(venvPython(venv)).toBeNull();
    await writeReceipt(venv);
    await rm(pythonIn(venvFolder(venv)));
    expect(venvPython(venv)).toBeNull();
  });
});
