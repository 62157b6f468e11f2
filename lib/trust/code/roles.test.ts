import { afterEach, describe, expect, test, vi } from "vitest";
import { cpuMsOf } from "#lib/testing/cpu-time.ts";
import { npmPackage } from "../archive/archive-builder.ts";
import type { ArchiveFile } from "../archive/ledger.ts";
import { readArchive } from "../archive/read-archive.ts";
import type { Layout } from "./roles.ts";
import { scanCode } from "./scan-code.ts";

type Files = Readonly<Record<string, string>>;

const OPTIONS = {
  fingerprintKey: Buffer.alloc(32, 1),
  isolation: { permissions: false, network: false, user: false },
  layout: "npm",
} as const;

async function scan(layout: Layout, files: Files) {
  const contents = await readArchive(npmPackage(files), "tgz");
  return scanCode(contents, { ...OPTIONS, layout });
}

/** A file whose bytes, once its text is read, take up all the time that there is. */
function lateOnceRead(file: ArchiveFile, late: () => void): ArchiveFile {
  const bytes = Buffer.from(file.bytes ?? "");
  bytes.toString = (encoding) => {
    if (encoding === "utf8") late();
    return Buffer.from(bytes).toString(encoding);
  };
  return { ...file, bytes };
}

afterEach(() => {
  vi.restoreAllMocks();
});

const SHELL = "import os\nos.system(name)\n";
const EVAL = "eval(name);\n";

/** Where unsafe code counts, of what these files hold. */
const unsafeIn = async (layout: Layout, files: Files) =>
  (await scan(layout, files)).facts.unsafe.map(({ file }) => file).sort();

describe("Python that is installed is own code, whatever its folder is called", () => {
  const PLACES = [
    "examples/core.py",
    "tests/core.py",
    "docs/conf.py",
    "samples/a/b.py",
    "acme/examples/core.py",
    "acme/tests/core.py",
    "acme/venv/core.py",
    "acme/node_modules/core.py",
    "site-packages/core.py",
    "acme-1.0.data/purelib/examples/core.py",
  ];
  test.each(PLACES)("of a wheel: %s", async (place) => {
    const files = { "acme/__init__.py": "a = 1\n", [place]: SHELL };
    expect(await unsafeIn("wheel", files)).toEqual([place]);
  });

  test.each([
    ["Python without an ending", "examples/tool", `#!/usr/bin/env python3\n${SHELL}`, "analyser"],
    ["bytecode", "examples/core.pyc", "\0\0\0\0", "language"],
    ["an extension module", "examples/core.so", "\x7fELF\x02\x01\x01\0", "language"],
    ["what is no Python", "examples/core.py", 'x = """never ends\n', "syntax"],
  ])("of a wheel: %s", async (_what, file, text, reason) => {
    const { facts } = await scan("wheel", { [file]: text });
    expect(facts.unread).toContainEqual({ file, reason });
  });

  test.each([
    ["inside a package", { "acme/examples/core.py": SHELL }, true],
    ["inside a package below src", { "src/acme/tests/core.py": SHELL }, true],
    ["beside the packages", { "examples/core.py": SHELL }, false],
    ["in an environment", { ".venv/core.py": SHELL }, false],
    ["imported", { "examples/core.py": SHELL, "acme/a.py": "from examples import core\n" }, true],
    [
      "installed by setuptools",
      { "examples/core.py": SHELL, "acme.egg-info/top_level.txt": "acme\nexamples\n" },
      true,
    ],
    [
      "started by a command",
      {
        "examples/core.py": SHELL,
        "pyproject.toml": '[project.scripts]\nx = "examples.core:main"\n',
      },
      true,
    ],
    [
      "a package of its builder",
      {
        "examples/core.py": SHELL,
        "pyproject.toml": '[tool.x]\npackages = ["acme", "examples"]\n',
      },
      true,
    ],
    [
      "in the package of its builder",
      { "docs/a/core.py": SHELL, "setup.cfg": "[options]\npackages =\n  acme\n  docs.a\n[x]\n" },
      true,
    ],
    [
      "a package of setup.py",
      { "examples/core.py": SHELL, "setup.py": "setup(packages=['examples'])\n" },
      true,
    ],
    [
      "a package that setup.py looks for",
      {
        "tests/__init__.py": "",
        "tests/core.py": SHELL,
        "setup.py": "setup(packages=find_packages())\n",
      },
      true,
    ],
    [
      "no package that setup.py looks for",
      { "tests/core.py": SHELL, "setup.py": "setup(packages=find_packages())\n" },
      false,
    ],
    [
      "left out by setup.py",
      {
        "tests/__init__.py": "",
        "tests/core.py": SHELL,
        "setup.py": "setup(packages=find_packages(exclude=['tests']))\n",
      },
      false,
    ],
    [
      "packed but not installed",
      {
        "tests/core.py": SHELL,
        "pyproject.toml":
          '[tool.poetry]\npackages = [{ include = "acme" }, { include = "tests", format = "sdist" }]\n[tool.setuptools.packages.find]\nexclude = ["tests"]\n[tool.pytest.ini_options]\ntestpaths = ["tests"]\n',
      },
      false,
    ],
  ])("of a source distribution: %s", async (_what, files: Files, isOwn) => {
    const all = { "acme/__init__.py": "a = 1\n", ...files };
    expect(await unsafeIn("sdist", all)).toEqual(
      isOwn ? [Object.keys(files).find((one) => files[one] === SHELL)] : [],
    );
  });

  const SETUPTOOLS = "[tool.setuptools.packages.find]\n";
  const HATCH = "[tool.hatch.build.targets.wheel]\n";
  test.each([
    ["setup.cfg", "[options]\npackages = find:\n", true],
    ["setup.cfg", "[options]\npackages=find_namespace:\n", true],
    [
      "setup.cfg",
      "[options]\npackages = find:\n[options.packages.find]\nexclude =\n  tests\n",
      true,
    ],
    [
      "setup.cfg",
      "[options]\npackages = find:\n[options.packages.find]\nexclude =\n  examples*\n",
      false,
    ],
    ["setup.cfg", "[options]\npackages = find:\n[options.packages.find]\nwhere = src\n", false],
    ["setup.cfg", "[options]\npackages: find:\n", true],
    ["setup.cfg", "[options]\r\npackages =\r\n  acme\r\n  examples\r\n", true],
    ["setup.cfg", "[options]\npackages =\n  acme \n\n  examples\n", true],
    ["setup.cfg", "[options]\npackages:\n  acme\n  examples\n", true],
    ["setup.cfg", "[options]\npackage_dir =\n  = src\n  acme.x = examples\n", true],
    ["setup.py", "setup(packages=['acme', # see [docs]\n  'examples'])\n", true],
    [
      "setup.py",
      "setup(packages=find_packages(exclude=['a#'], include=['acme',\n'examples*']))\n",
      true,
    ],
    ["setup.py", "setup(package_dir={'acme.x': 'examples'})\n", true],
    ["setup.py", "setup(packages=['acme'] + ['examples'])\n", true],
    ["setup.py", "setup(packages=find_packages('src') + ['examples'])\n", true],
    ["setup.py", `setup(description="a\\"# b", packages=["acme", "examples"])\n`, true],
    ["pyproject.toml", '[tool.poetry]\ninclude = ["examples/**/*"]\n', true],
    [
      "pyproject.toml",
      '[tool.poetry]\ninclude = [{ path = "examples", format = ["sdist", "wheel"] }]\n',
      true,
    ],
    [
      "pyproject.toml",
      '[tool.poetry]\ninclude = [{ path = "examples", format = "sdist" }]\n',
      false,
    ],
    ["pyproject.toml", "[tool.setuptools]\npackages = {find = {}}\n", true],
    ["pyproject.toml", '[tool.setuptools]\n"packages" = ["acme", "examples"]\n', true],
    ["pyproject.toml", '[tool.setuptools]\npackage-dir = {"acme.x" = "examples"}\n', true],
    ["pyproject.toml", `${HATCH}packages = ["acme", "././examples"]\n`, true],
    ["pyproject.toml", `${HATCH}packages = ["acme", "acme/../examples"]\n`, true],
    ["setup.py", "setup(packages=find_packages('.'))\n", true],
    ["setup.py", "setup(packages=find_packages(exclude=['tests', 'docs']))\n", true],
    ["setup.py", "setup(packages=find_packages(exclude=('examples', 'examples.*')))\n", false],
    ["setup.py", "setup(packages=find_packages(exclude=['examples']))\n", true],
    ["setup.py", "# find_packages(exclude=['examples*'])\nsetup(packages=find_packages())\n", true],
    ["setup.py", "setup(packages=find_packages(\n  # exclude=['examples*']\n))\n", true],
    ["setup.py", "setup(packages=find_packages(include=['acme', 'acme.*']))\n", false],
    ["setup.py", "setup(packages=find_packages('src'), package_dir={'': 'src'})\n", false],
    ["setup.py", "setup(packages=find_packages(where='examples'))\n", true],
    ["pyproject.toml", `${SETUPTOOLS}include = ["examples*"]\n`, true],
    ["pyproject.toml", `${SETUPTOOLS}include = ["ex*ples"]\n`, true],
    ["pyproject.toml", `${SETUPTOOLS}include = ["acme*"]\n`, false],
    ["pyproject.toml", `${SETUPTOOLS}where = ["src"]\n[tool.x]\ninclude = ["examples"]\n`, false],
    ["pyproject.toml", `${SETUPTOOLS}where = ["src", "."]\n`, true],
    ["pyproject.toml", '[tool.setuptools]\npackages.find = { exclude = ["tests"] }\n', true],
    ["pyproject.toml", `${HATCH}include = ["/examples/**/*.py"]\n`, true],
    ["pyproject.toml", `${HATCH}include = ["**/*.py"]\n`, true],
    ["pyproject.toml", `${HATCH}include = ["acme"]\n`, false],
    ["pyproject.toml", `${HATCH}force-include = { "examples" = "acme/more" }\n`, true],
    ["pyproject.toml", `${HATCH.replace("]", ".force-include]")}"examples/a" = "acme/a"\n`, true],
    [
      "pyproject.toml",
      '[tool.hatch.build.targets.sdist]\ninclude = ["/acme", "/examples"]\n',
      false,
    ],
  ])("of a source distribution, as %s finds it: %j", async (settings, text, isOwn) => {
    const files = {
      "acme/__init__.py": "a = 1\n",
      "examples/__init__.py": "",
      "examples/a/__init__.py": SHELL,
      [settings]: text,
    };
    expect(await unsafeIn("sdist", files)).toEqual(isOwn ? ["examples/a/__init__.py"] : []);
  });

  test("of a source distribution, folders that setuptools finds without any __init__.py", async () => {
    const files = { "examples/core.py": SHELL, "pyproject.toml": SETUPTOOLS };
    expect(await unsafeIn("sdist", files)).toEqual(["examples/core.py"]);
    const regular = { ...files, "pyproject.toml": `${SETUPTOOLS}namespaces = false\n` };
    expect(await unsafeIn("sdist", regular)).toEqual([]);
  });

  test("settings made to keep it busy take no more than a moment", async () => {
    const wide = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, at) => [`examples/a${at}/__init__.py`, ""]),
    );
    const texts = [
      `packages =${" ".repeat(150_000)}\t"`,
      `packages =${"\n \n".repeat(60_000)}x"`,
      "package_dir = {".repeat(13_000),
      `package_dir =${"\n a".repeat(60_000)}`,
      `'`.repeat(190_000),
      "\n".repeat(190_000),
      `find_packages(${"(".repeat(190_000)}`,
      "find_packages(include=['a', ".repeat(7_000),
      `[tool.setuptools.packages.find]\nexclude = [${'"a*", '.repeat(30_000)}]`,
      `packages =${" a".repeat(90_000)}!`,
      "force-include = [".repeat(11_000),
    ];
    const scanAll = async () => {
      for (const text of texts) await scan("sdist", { ...wide, "setup.py": "", "setup.cfg": text });
    };
    expect(await cpuMsOf(scanAll)).toBeLessThan(20_000);
  });

  test("of a bundle too, but not what pip has put there", async () => {
    const files = {
      "manifest.json": '{"server":{"entry_point":"server/main.py"}}',
      "server/main.py": "a = 1\n",
      "server/examples/core.py": SHELL,
      "examples/core.py": SHELL,
      "lib/dep/tests/core.py": SHELL,
      "lib/dep-1.0.dist-info/METADATA": "Name: dep\n",
      "server/venv/lib/core.py": SHELL,
    };
    expect(await unsafeIn("bundle", files)).toEqual(["server/examples/core.py"]);
  });

  test("other files of it are what their names say", async () => {
    const files = { "acme/a.py": "a = 1\n", "docs/_static/a.js": EVAL, "acme/tests/a.js": EVAL };
    expect(await unsafeIn("wheel", files)).toEqual([]);
  });

  test("and no file in it makes a wheel or a package of npm a bundle", async () => {
    const bundle = {
      "manifest.json": '{"server":{"entry_point":"a.py"}}',
      "acme/x-1.0.dist-info/METADATA": "Name: x\n",
    };
    const code = { "acme/core.py": SHELL, "acme/core.js": EVAL };
    const both = ["acme/core.js", "acme/core.py"];
    expect(await unsafeIn("wheel", { ...bundle, ...code })).toEqual(both);
    expect(await unsafeIn("npm", { ...bundle, ...code })).toEqual(both);
    expect(await unsafeIn("bundle", { ...bundle, ...code })).toEqual([]);
  });

  test("its secrets are as certain as those of other code", async () => {
    const token = ["ghp", "_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO2X", "Y0Kd"].join("");
    const { facts } = await scan("wheel", { "examples/core.py": `KEY = "${token}"\n` });
    expect(facts.secrets).toMatchObject([{ confidence: "high" }]);
  });
});

describe("what a package of npm reaches is own code, wherever it lies", () => {
  const PLACE = "examples/core.js";
  const json = (manifest: object) =>
    JSON.stringify({ name: "acme", version: "1.0.0", ...manifest });
  const REACHED: [string, object, Files?, string?][] = [
    ["main", { main: "./examples/core.js" }],
    ["main without its ending", { main: "examples/core" }],
    ["main as a folder", { main: "examples" }, {}, "examples/index.js"],
    [
      "main as a folder that names another",
      { main: "examples" },
      { "examples/package.json": '{"main":"./lib/core"}', "examples/index.js": "1;\n" },
      "examples/lib/core.js",
    ],
    ["bin", { bin: { acme: "./examples/core.js" } }],
    ["bin as a text", { bin: "examples/core.js" }],
    ["all in the folder of bins", { directories: { bin: "./examples" } }],
    ["exports", { exports: { ".": { node: { import: ["./examples/core.js"] } } } }],
    ["a pattern of exports", { exports: { "./*": "./examples/*.js" } }],
    [
      "a pattern of exports that Node fills in twice",
      { exports: { "./x/*": "./examples/*/*.js" } },
      {},
      "examples/core/core.js",
    ],
    ["a script of its installation", { scripts: { postinstall: "node ./examples/core.js" } }],
    ["main among dependencies", { main: "node_modules/x/core.js" }, {}, "node_modules/x/core.js"],
  ];
  const LOADED: [string, string, string?][] = [
    ["require", `require("./examples/core");`],
    ["import", `import "./examples/core.js";`],
    ["export", `export * from "./examples/core.js";`],
    ["dynamic import", `import("./examples/core.js");`],
    ["its own name", `require("acme/examples/core.js");`],
    ["a path from its own folder", `require(path.join(__dirname, "examples", "core"));`],
    ["resolve", `require(require("path").resolve(__dirname, "./examples/core.js"));`],
    ["a sum from its own folder", `require(__dirname + "/examples/core");`],
    ["a template from its own folder", "import(`${import.meta.dirname}/examples/core.js`);"],
    ["an address", `import(new URL("./examples/core.js", import.meta.url));`],
    ["a worker", `new Worker(new URL("./examples/core.js", import.meta.url));`],
    ["another process", `fork(path.join(__dirname, "examples/core.js"));`],
    ["the folder above", `fork(path.join(path.dirname(__dirname + "/a"), "examples/core.js"));`],
    [
      "the folder of an address",
      `fork(path.join(url.fileURLToPath(new URL(".", import.meta.url)), "examples/core.js"));`,
    ],
    [
      "a worker, whatever its name",
      `const { Worker } = require("worker_threads");\nnew Worker(__dirname + "/examples/core.txt");`,
      "examples/core.txt",
    ],
    [
      "another process, whatever its name",
      `require("child_process").fork(path.join(__dirname, "examples/core.txt"));`,
      "examples/core.txt",
    ],
    [
      "what is found first, whatever its name",
      `require(require.resolve("./examples/core.txt"));`,
      "examples/core.txt",
    ],
    ["another process, without its ending", `fork(path.join(__dirname, "examples/core"));`],
    [
      "another process, without the second of its endings",
      `fork(path.join(__dirname, "examples/core.min"));`,
      "examples/core.min.js",
    ],
    ["a folder in another process", `fork(__dirname + "/examples");`, "examples/lib/core.js"],
    ["a template of parts", 'fork(`${import.meta.dirname}/examples/${"core"}.${"js"}`);'],
    [
      "a path with a name",
      `const at = path.join(__dirname, "examples/core.js");\nrun("node", [at]);`,
    ],
    [
      "dependencies by their path",
      `require("./node_modules/x/core.js");`,
      "node_modules/x/core.js",
    ],
    ["a folder of another language", `require("./venv/core.js");`, "venv/core.js"],
    ["a folder that names it", `require("./examples");`, "examples/lib/core.js"],
    ["the folder, not the file beside it", `require("./docs");`, "docs/index.js"],
  ];
  const more = {
    "examples/package.json": '{"main":"lib/core.js"}',
    "docs.mjs": "export default 1;\n",
  };

  test.each(REACHED)("by %s", async (_what, manifest, files = {}, place = PLACE) => {
    const all = { "package.json": json(manifest), "index.js": "1;\n", ...files, [place]: EVAL };
    const { facts } = await scan("npm", all);
    expect(facts.unsafe.map(({ file }) => file)).toEqual([place]);
    expect(facts.staticFindings).toMatchObject([{ file: place, severity: "high" }]);
  });

  test.each(LOADED)("by %s in its code", async (_what, line, place = PLACE) => {
    const all = { "package.json": json({}), "index.js": `${line}\n`, ...more, [place]: EVAL };
    const { facts } = await scan("npm", all);
    expect(facts.unsafe.map(({ file }) => file)).toContain(place);
    expect(facts.staticFindings.map(({ file }) => file)).toContain(place);
  });

  test.each([
    ["imports", { imports: { "#core": { node: "./examples/core.js" } } }, "#core"],
    ["a pattern of imports", { imports: { "#*": "./*" } }, "#examples/core.js"],
    ["a pattern of exports", { exports: { "./x/*.js": "./examples/*.js" } }, "acme/x/core.js"],
  ])("by %s that its code goes by", async (_what, manifest, name) => {
    const files = { "package.json": json(manifest), "lib/a.js": `import "${name}";\n` };
    const { facts } = await scan("npm", { ...files, [PLACE]: EVAL });
    expect(facts.staticFindings.map(({ file }) => file)).toEqual([PLACE]);
  });

  test.each(["path.dirname(__dirname)", `path.dirname(path.join(__dirname, "b"), "..") + "/.."`])(
    "by the folder above its code: %s",
    async (folder) => {
      const line = `fork(path.join(${folder}, "examples/core.js"));\n`;
      const { facts } = await scan("npm", { "lib/a.js": line, [PLACE]: EVAL });
      expect(facts.staticFindings.map(({ file }) => file)).toEqual([PLACE]);
    },
  );

  test("over several steps, and files of any name", async () => {
    const files = {
      "index.js": `require("./test/one");\n`,
      "test/one.js": `require("./two.txt");\n`,
      "test/two.txt": `require("./three.dat");\n`,
      "test/three.dat": EVAL,
    };
    const { facts } = await scan("npm", files);
    expect(facts.staticFindings).toMatchObject([{ file: "test/three.dat" }]);
  });

  test.each([
    ["syntax", "let let = ;\n"],
    ["minified", `${EVAL}${";".repeat(60_000)}`],
  ])("and told where it was not read: %s", async (reason, text) => {
    const files = { "package.json": json({ main: PLACE }), [PLACE]: text };
    const { facts } = await scan("npm", files);
    expect(facts.unread).toEqual([{ file: PLACE, reason }]);
  });

  test("with what is switched off in it, and its secrets", async () => {
    const token = ["ghp", "_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO2X", "Y0Kd"].join("");
    const text = `const token = "${token}"; // nosec\n`;
    const aside = await scan("npm", { "index.js": "1;\n", [PLACE]: text });
    expect(aside.facts).toMatchObject({ suppressions: [], secrets: [{ confidence: "low" }] });
    const reached = await scan("npm", { "package.json": json({ main: PLACE }), [PLACE]: text });
    expect(reached.facts).toMatchObject({
      suppressions: [{ file: PLACE }],
      secrets: [{ file: PLACE, confidence: "high" }],
    });
  });

  test("its secrets stay known when no time is left to look again", async () => {
    const token = ["ghp", "_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO2X", "Y0Kd"].join("");
    const files = {
      "package.json": json({ main: PLACE }),
      [PLACE]: `const token = "${token}";\n`,
      // The last file to be read: only what is reached comes after it.
      "node_modules/x/slow.js": "1;\n",
    };
    const contents = await readArchive(npmPackage(files), "tgz");
    let isLate = false;
    vi.spyOn(performance, "now").mockImplementation(() => (isLate ? 2_000 : 0));
    const all = contents.files.map((file) =>
      file.path.endsWith("slow.js") ? lateOnceRead(file, () => (isLate = true)) : file,
    );
    const { facts } = await scanCode({ ...contents, files: all }, { ...OPTIONS, timeMs: 1_000 });
    expect(facts.unread).toEqual([{ file: PLACE, reason: "too_large" }]);
    expect(facts.secrets).toMatchObject([
      { file: PLACE, detector: expect.stringMatching(/^github/), confidence: "low" },
    ]);
  });

  test.each([
    ["nothing", {}, "1;\n"],
    ["a pattern for all that there is", { exports: { "./*": "./*" } }, "1;\n"],
    ["imports that it does not use", { imports: { "#*": "./examples/*" } }, `import "#other";\n`],
    [
      "scripts that nobody runs who installs it",
      { scripts: { test: "node examples/core.js" } },
      "1;\n",
    ],
    ["a type alone", {}, `import type { A } from "./examples/core.js";\n`],
    ["the name of another package", {}, `require("acme-two/examples/core.js");\n`],
    ["a page that it shows", {}, `read(path.join(__dirname, "docs/guide.md"));\n`],
    ["a text without an ending that it shows", {}, `read(path.join(__dirname, "LICENSE"));\n`],
  ])("and else it stays aside: %s", async (_what, manifest, text) => {
    const { facts } = await scan("npm", {
      "package.json": json(manifest),
      "index.ts": text,
      [PLACE]: EVAL,
      "docs/guide.md": "# A guide\n",
      LICENSE: "Do what you want with it.\n",
    });
    expect(facts).toMatchObject({ unsafe: [], staticFindings: [], unread: [] });
  });

  test("a manifest made to keep it busy takes no more than a moment", async () => {
    const loop = { "a/package.json": '{"main":"../a"}', "package.json": json({ main: "a" }) };
    expect((await scan("npm", { ...loop, "index.js": "1;\n" })).facts.unread).toEqual([]);
  });
});
