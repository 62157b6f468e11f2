import fs from "node:fs/promises";
import path from "node:path";
import { env, SettingError } from "#lib/config/env.ts";
import { guardedFetch } from "#lib/egress/guarded-fetch.ts";
import type { Sql } from "#lib/db/transaction-sql.ts";
import { signatureHeaders } from "#lib/webhooks/sign.ts";
import { consistencyProof } from "../tree/proofs.ts";
import { tileSource } from "../tree/tiles.ts";
import { parseVkey, type VerifierKey } from "../tree/verifier-key.ts";
import { LATEST, setAsideIn } from "../verify/kept-checkpoints.ts";
import { askWitness } from "../witness/ask-witness.ts";
import { readTile } from "./read-tiles.ts";
import { standingOf } from "./standing.ts";
import type { StoredCheckpoint } from "./write-checkpoint.ts";

/** `alarm`: the other side has seen another log under this name. */
export type Anchored = { state: "done" | "failed" | "alarm"; detail: string | null };

/** A place outside the database that gets every checkpoint. */
export type Anchor = {
  name: "directory" | "webhook" | "witness";
  publish: (checkpoint: StoredCheckpoint) => Promise<Anchored>;
};

const DONE: Anchored = { state: "done", detail: null };
const TIMEOUT_MS = 10_000;

/** What the settings name. Outside the database, so that who changes it cannot end them. */
export function configuredAnchors(sql: Sql): Anchor[] {
  const { anchorDir, anchorWebhook, witness } = env.audit;
  return [
    ...(anchorDir === null ? [] : [directoryAnchor(anchorDir, sql)]),
    ...(anchorWebhook === null ? [] : [webhookAnchor(anchorWebhook)]),
    ...(witness === null ? [] : [witnessAnchor(witness, sql)]),
  ];
}

/**
 * One file a checkpoint, and `latest`. A file that is there with another content is never
 * overwritten, and nothing is added to checkpoints that this log does not continue: they are
 * evidence. Who restored a backup moves them into a folder within it, which is told once.
 */
export function directoryAnchor(folder: string, sql: Sql): Anchor {
  return {
    name: "directory",
    async publish({ size, note }) {
      await fs.mkdir(folder, { recursive: true });
      const held = await newestIn(folder);
      const standing = held === null ? null : await standingOf(held, sql);
      if (standing !== null && standing.wrong !== null)
        return alarm(`The newest checkpoint in the anchor folder ${standing.wrong}.`);
      // Before anything is there: an answer that is not had is asked for again at the next checkpoint.
      const aside = standing === null ? await askSetAside(folder, sql) : DONE;
      const file = path.join(folder, `checkpoint-${String(size).padStart(15, "0")}`);
      if (!(await writeOnce(file, note)))
        return alarm(`${path.basename(file)} holds another root for ${size} records.`);
      // Another worker may have put a later one there meanwhile.
      if (standing !== null && standing.size > size) return DONE;
      const latest = path.join(folder, LATEST);
      await fs.rename(await writeDraft(latest, note), latest);
      return aside;
    },
  };
}

const alarm = (detail: string): Anchored => ({ state: "alarm", detail });

/** Also where somebody took `latest` away. A folder of millions is listed only then. */
async function newestIn(folder: string): Promise<string | null> {
  try {
    return await fs.readFile(path.join(folder, LATEST), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const names = (await fs.readdir(folder)).filter((name) => /^checkpoint-\d+$/.test(name));
  const newest = names.sort().at(-1);
  return newest === undefined ? null : fs.readFile(path.join(folder, newest), "utf8");
}

/** A folder begins anew: whether this log continues what was in it before. */
async function askSetAside(folder: string, sql: Sql): Promise<Anchored> {
  for (const name of await setAsideIn(folder)) {
    const { wrong } = await standingOf(
      await fs.readFile(path.join(folder, name, LATEST), "utf8"),
      sql,
    );
    if (wrong !== null)
      return alarm(
        `Checkpoints were set aside in the anchor folder (${name}): the newest ${wrong}.`,
      );
  }
  return DONE;
}

/**
 * False: the file is there and says something else. Each note is signed once, but may be sent again.
 * It comes under its name as a whole: half of a note, left by a process that was killed, would look
 * like tampering for ever.
 */
async function writeOnce(file: string, note: string): Promise<boolean> {
  const draft = await writeDraft(file, note);
  try {
    await fs.link(draft, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return (await fs.readFile(file, "utf8")) === note;
    if (code === undefined || !NO_LINKS.has(code)) throw error;
    return await writeInPlace(file, note);
  } finally {
    await fs.rm(draft, { force: true });
  }
}

/** What file systems without hard links say, such as mounts of object stores. */
const NO_LINKS = new Set(["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK"]);

async function writeInPlace(file: string, note: string): Promise<boolean> {
  try {
    await writeDurably(file, note, "wx");
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return (await fs.readFile(file, "utf8")) === note;
  }
}

/** Beside the file, under a name that readers of the folder pass over. */
async function writeDraft(file: string, text: string): Promise<string> {
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.new`);
  await writeDurably(draft, text, "w");
  return draft;
}

async function writeDurably(file: string, text: string, flag: "w" | "wx"): Promise<void> {
  const handle = await fs.open(file, flag, 0o644);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Signed as Standard Webhooks says; the receiver keeps what it gets. */
function webhookAnchor({ url, secret }: { url: string; secret: string }): Anchor {
  return {
    name: "webhook",
    async publish({ size, at, note }) {
      const body = JSON.stringify({ type: "audit.checkpoint", size, at: at.toISOString(), note });
      const { status } = await guardedFetch(url, {
        allowedHosts: env.audit.allowedHosts,
        timeoutMs: TIMEOUT_MS,
        post: {
          body,
          headers: {
            "content-type": "application/json",
            ...signatureHeaders(secret, { id: `checkpoint-${size}`, at, body }),
          },
        },
      });
      if (status >= 200 && status < 300) return DONE;
      return { state: "failed", detail: `The receiver answered ${status}.` };
    },
  };
}

/** Cosigns only what continues the checkpoint that it has seen last. */
function witnessAnchor({ url, key }: { url: string; key: string }, sql: Sql): Anchor {
  const witness = witnessKey(key);
  return {
    name: "witness",
    async publish({ size, note }) {
      const ask = async (oldSize: number) =>
        askWitness(
          url,
          {
            oldSize,
            note,
            proof: await consistencyProof(oldSize, size, tileSource(readTile(sql))),
          },
          { witness, allowedHosts: env.audit.allowedHosts, timeoutMs: TIMEOUT_MS },
        );
      let answer = await ask(await lastWitnessed(sql, size));
      // It knows best what it has seen.
      if (answer.state === "behind" && answer.size <= size) answer = await ask(answer.size);
      switch (answer.state) {
        case "cosigned":
          return { state: "done", detail: answer.line };
        case "behind":
          // Another worker may have signed, and shown, a later one meanwhile.
          if (answer.size <= (await newestSigned(sql)))
            return { state: "failed", detail: "The witness has seen a later checkpoint already." };
          return {
            state: "alarm",
            detail: `The witness has seen ${answer.size} records, and this log has fewer: it was cut off or set back.`,
          };
        case "alarm":
          return { state: "alarm", detail: answer.reason };
        case "unreachable":
          return { state: "failed", detail: answer.reason };
      }
    },
  };
}

/** @throws SettingError for what is no key of a witness. */
function witnessKey(text: string): VerifierKey {
  try {
    return parseVkey(text);
  } catch {
    throw new SettingError("AUDIT_WITNESS_KEY must be the verifier key that the witness printed.");
  }
}

async function newestSigned(sql: Sql): Promise<number> {
  const [newest] = await sql<{ size: number | null }>(
    { text: `SELECT max("size")::float8 AS "size" FROM "AuditCheckpoint"` },
    [],
  );
  return newest?.size ?? 0;
}

async function lastWitnessed(sql: Sql, below: number): Promise<number> {
  const [last] = await sql<{ size: number | null }>(
    {
      text: `SELECT max("size")::float8 AS "size" FROM "AuditAnchor" WHERE "anchor" = 'witness' AND "state" = 'done' AND "size" < $1`,
    },
    [below],
  );
  return last?.size ?? 0;
}
