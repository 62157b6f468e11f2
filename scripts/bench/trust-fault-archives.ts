/** npm packages that attack whoever unpacks them. */
import { gzipSync } from "node:zlib";
import { endOfTar, paxHeader, tarEntry } from "#lib/trust/archive/archive-builder.ts";
import { serverCode, type Draft } from "./trust-fault-draft.ts";

const MB = 1_048_576;

type Hostile = { what: string; code: string; entry: () => Buffer };

export const HOSTILE_ENTRIES: readonly Hostile[] = [
  {
    what: "a name that leads outside",
    code: "path-traversal",
    entry: () => tarEntry({ name: "package/../../etc/cron.d/units", content: "* * * * * id\n" }),
  },
  {
    what: "an absolute name",
    code: "absolute-name",
    entry: () => tarEntry({ name: "/etc/cron.d/units", content: "* * * * * id\n" }),
  },
  {
    what: "a name of a Windows drive",
    code: "drive-letter",
    entry: () => tarEntry({ name: "C:/Windows/units.js", content: "1\n" }),
  },
  {
    what: "a symbolic link to /etc",
    code: "link",
    entry: () => tarEntry({ name: "package/data", type: "2", linkName: "/etc" }),
  },
  {
    what: "a device",
    code: "device",
    entry: () => tarEntry({ name: "package/null", type: "3" }),
  },
  {
    what: "a sparse file of 10 GB",
    code: "sparse",
    entry: () =>
      Buffer.concat([
        paxHeader({ "GNU.sparse.major": "1", "GNU.sparse.realsize": String(10_240 * MB) }),
        tarEntry({ name: "package/hole.js", content: "1\n0\n512\n" }),
      ]),
  },
  {
    what: "a kind of entry that nobody packs (an old sparse file)",
    code: "unsupported-entry",
    entry: () => tarEntry({ name: "package/hole.js", type: "S" }),
  },
  {
    what: "a control character in a name",
    code: "control-character",
    entry: () => tarEntry({ name: "package/a\u001b[2Kb.js", content: "1\n" }),
  },
  {
    what: "a name that reads from right to left",
    code: "hidden-character",
    entry: () =>
      Buffer.concat([
        paxHeader({ path: "package/units\u202esj.exe" }),
        tarEntry({ name: "package/x", content: "1\n" }),
      ]),
  },
  {
    what: "two files of one name",
    code: "duplicate-name",
    entry: () => tarEntry({ name: "package/index.js", content: "module.exports = 2;\n" }),
  },
  {
    what: "60,000 empty files",
    code: "too-many-entries",
    entry: () =>
      Buffer.concat(
        Array.from({ length: 60_000 }, (_, at) => tarEntry({ name: `package/${at}.txt` })),
      ),
  },
];

const parts = (draft: Draft): Buffer[] =>
  Object.entries({
    "package.json": JSON.stringify({
      name: draft.name,
      version: draft.version,
      ...draft.manifest,
    }),
    "index.js": serverCode(draft),
  }).map(([name, content]) => tarEntry({ name: `package/${name}`, content }));

/** The draft's package with one entry more. */
export const archiveOf = (draft: Draft, entry: Buffer): Buffer =>
  gzipSync(Buffer.concat([...parts(draft), entry, endOfTar]));

/** Some kilobytes that unpack to many megabytes. */
export const endlessArchive = (draft: Draft): Buffer =>
  archiveOf(draft, tarEntry({ name: "package/zeros.txt", content: Buffer.alloc(64 * MB) }));

/** Cut off in the middle. */
export function truncatedArchive(draft: Draft): Buffer {
  const whole = archiveOf(
    draft,
    tarEntry({ name: "package/more.txt", content: "more\n".repeat(50_000) }),
  );
  return whole.subarray(0, whole.length - 200);
}
