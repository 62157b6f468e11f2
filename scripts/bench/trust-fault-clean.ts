/** Servers with which nothing is wrong, though some of it looks as if. */
import type { Clean } from "./trust-fault.ts";
import type { Draft } from "./trust-fault-draft.ts";
import { serverCode, toolOf } from "./trust-fault-draft.ts";
import { declareTools, wantKey } from "./trust-faults-capture.ts";
import { asRemote } from "./trust-faults-kinds.ts";
import { addLock } from "./trust-faults-supply.ts";
import { approveTools } from "./trust-faults-tools.ts";

/** True of whatever is declared and not seen. */
const ASSERTED = ["XR-DH-02/asserted", "XR-DH-03/asserted", "XR-DH-04/asserted"];
/** True of what was never scanned before, and ships no lock. */
const FIRST = [...ASSERTED, "XR-TD-01/not-pinned", "RG-07/not-registered", "SC-03/ranges"];

const clean = (
  what: string,
  spoil: Clean["spoil"],
  { more = [] }: { more?: readonly string[] } = {},
): Clean => ({ what, true: [...FIRST, ...more], spoil });

const code = (what: string, text: string, change?: (draft: Draft) => void): Clean =>
  clean(what, (draft) => {
    draft.code = text;
    change?.(draft);
  });

const described = (what: string, description: string): Clean =>
  clean(what, (draft) => {
    toolOf(draft).description = description;
  });

export const CLEAN: readonly Clean[] = [
  clean("as its publisher would have it, at its first scan", () => undefined),
  {
    what: "approved, and scanned a second time",
    true: [...ASSERTED, "SC-03/ranges"],
    spoil: (draft, world) => {
      draft.again = (registered) => approveTools(registered, world);
    },
  },
  {
    what: "with a lock of its own",
    true: [...ASSERTED, "XR-TD-01/not-pinned", "RG-07/not-registered"],
    spoil: (draft, world) => addLock(draft, world),
  },
  clean("as an ES module", (draft) => {
    draft.manifest["type"] = "module";
    draft.files["index.js"] = serverCode(draft)
      .replace(
        '"use strict";\nconst { Server } = require("tiny-mcp");',
        'import mcp from "tiny-mcp";',
      )
      .replace("new Server(", "new mcp.Server(");
  }),
  clean("that declares the tools that it has", (draft) => {
    declareTools(draft, draft.tools);
  }),
  clean("that ends without a key, and names it", wantKey),
  code(
    "that runs git with a list of arguments, and declares it",
    `const { execFile } = require("node:child_process");
function status() { return execFile("git", ["status", "--short"], { shell: false }); }`,
    ({ meta }) => {
      meta.permissions = { ...meta.permissions, subprocess: "restricted" };
    },
  ),
  code(
    "that asks a host, and declares it",
    `async function rates() { return (await fetch("https://api.acme.dev/rates")).json(); }`,
    ({ meta }) => {
      meta.permissions = { ...meta.permissions, network: "outbound" };
      meta.dataHandling["egressHosts"] = ["api.acme.dev"];
    },
  ),
  code(
    "that takes a key from its environment, and names it",
    `const key = () => process.env.ACME_REGION;`,
    (draft) => {
      draft.install = { environmentVariables: [{ name: "ACME_REGION" }] };
    },
  ),
  code(
    "with regular expressions, queries with parameters and templates",
    `const LENGTH = /^(\\d+)\\s*(m|ft)$/;
function parse(text) { return LENGTH.exec(text); }
function find(db, name) { return db.query("SELECT * FROM units WHERE name = $1", [name]); }
const say = (length) => \`\${length} metres\`;
const encode = (text) => Buffer.from(text).toString("base64");
const decode = (text) => JSON.parse(Buffer.from(text, "base64").toString());`,
  ),
  code(
    "with a message catalog that is loaded when it is needed",
    `async function words() { return import("./words.js"); }
const TABLE = { one: 1, two: 2 };
function value(name) { return TABLE[name]; }`,
    ({ files }) => {
      files["words.js"] = `module.exports = { metre: "Meter", foot: "Fuß" };\n`;
    },
  ),
  code(
    "with hashes and identifiers in its code",
    `const DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const ID = "3b241101-e2bb-4255-8caf-4136c566a962";
const COMMIT = "${"a1b2c3d4e5".repeat(4)}";`,
  ),
  clean("with keys in its README and its tests that are examples", ({ files }) => {
    files["README.md"] +=
      '\nSet `ACME_TOKEN=your-token-here`, or `aws_secret = "EXAMPLEKEYEXAMPLEKEYEXAMPLEKEYEXAMPLEKEY"`.\n';
    files["test/units.test.js"] = `const token = "test-token-0000";\nmodule.exports = token;\n`;
  }),
  clean("with examples and tests that evaluate text, which nothing loads", ({ files }) => {
    files["examples/evaluate.js"] = "module.exports = (text) => eval(text);\n";
    files["test/evaluate.test.js"] = 'require("../examples/evaluate")("1 + 1");\n';
  }),
  clean("with scripts that do not run when it is installed", ({ manifest }) => {
    manifest["scripts"] = { test: "node --test", prepublishOnly: "npm test", build: "tsc" };
  }),
  described(
    "that describes with must and always",
    "Converts a length. The length must be a number. Always answers in metres, and ignores blanks before and after the number.",
  ),
  described(
    "that speaks of files, mail and passwords without wanting any",
    "Converts a length. It never reads files and sends nothing; no password is needed. Use it when the user asks how long something is.",
  ),
  described(
    "in German, with an emoji of several characters",
    "Rechnet Längen um 👩‍🔬 – zum Beispiel Meter in Fuß.",
  ),
  described("in Persian, with the joiners that it is written with", "طول‌ها را تبدیل می‌کند."),
  described("in Hindi", "लंबाई को एक इकाई से दूसरी में बदलता है। क्‍या"),
  described(
    "with a long description in Markdown",
    `## Converts units\n\n${"- **metre** to _foot_: multiply by `3.28084`.\n".repeat(60)}\n\n\`\`\`json\n{ "length": 1 }\n\`\`\`\n`,
  ),
  {
    what: "that runs elsewhere, over https",
    true: [
      ...FIRST,
      // The bench's own is on this machine, and a server.json has no field for authors and licences.
      "AI-01/server-json",
      "PR-02/publisher-only",
      "XR-LI-01/absent",
      "CD-02/declared-only",
      "XR-RM-03/unproven",
      "XR-DH-01/asserted",
      "XR-DH-05/asserted",
    ],
    spoil: (draft, world) => asRemote(draft, world),
  },
];
