import path from "node:path";
import { z } from "zod";
import { SettingError } from "./setting-error.ts";

const webUrl = z.url({ protocol: /^https?$/, error: "must be an http or https address" });

/** How the log is signed, and where its checkpoints and files go. */
export const AUDIT_SETTINGS = {
  /** What signs the log: a file, or its content. Never in the database. */
  AUDIT_KEY: z.string().min(1).optional(),
  AUDIT_KEY_FILE: z.string().min(1).optional(),
  /** Public halves of the keys that signed before: verifier keys, or files of them. */
  AUDIT_PUBLIC_KEYS_OLD: z.string().optional(),
  /** Keys of payloads are wrapped with it; without it, with one derived from GATEHOUSE_SECRET. */
  AUDIT_PAYLOAD_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, "must be 32 bytes as base64")
    .optional(),
  /** Former ones: they still open what was sealed under them. */
  AUDIT_PAYLOAD_KEYS_OLD: z
    .string()
    .regex(
      /^[A-Za-z0-9+/]{43}=(,[A-Za-z0-9+/]{43}=)*$/,
      "must be keys of 32 bytes as base64, with commas between them",
    )
    .optional(),
  AUDIT_CHECKPOINT_SECONDS: z.coerce
    .number({ error: "must be a number" })
    .int("must be a whole number")
    .min(1, "must be from 1 to 10")
    .max(10, "must be from 1 to 10")
    .default(10),
  AUDIT_ANCHOR_DIR: z.string().min(1).optional(),
  /** Below it sinks of the kind "file" have their folders. */
  AUDIT_SINK_DIR: z.string().min(1).optional(),
  AUDIT_ANCHOR_WEBHOOK_URL: webUrl.optional(),
  AUDIT_ANCHOR_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/=]{24,200}$/, "must be whsec_ and base64 of 24 bytes or more")
    .optional(),
  AUDIT_WITNESS_URL: webUrl.optional(),
  AUDIT_WITNESS_KEY: z.string().min(1).optional(),
};

type Given = z.output<z.ZodObject<typeof AUDIT_SETTINGS>> & {
  DATA_DIR: string;
  AUDIT_ALLOWED_HOSTS: string[];
};

/** @throws SettingError where one setting needs another. */
export function readAudit(given: Given) {
  const { DATA_DIR } = given;
  return {
    key: given.AUDIT_KEY ?? null,
    keyFile: absolute(given.AUDIT_KEY_FILE ?? path.join(DATA_DIR, "audit-key.json")),
    oldPublicKeys: listOf(given.AUDIT_PUBLIC_KEYS_OLD),
    payloadKey: given.AUDIT_PAYLOAD_KEY ?? null,
    oldPayloadKeys: given.AUDIT_PAYLOAD_KEYS_OLD?.split(",") ?? [],
    checkpointMs: given.AUDIT_CHECKPOINT_SECONDS * 1_000,
    sinkDir: absolute(given.AUDIT_SINK_DIR ?? path.join(DATA_DIR, "sinks")),
    anchorDir: given.AUDIT_ANCHOR_DIR === undefined ? null : absolute(given.AUDIT_ANCHOR_DIR),
    anchorWebhook: webhookOf(given),
    witness: witnessOf(given),
    /** Hosts inside the company that anchors may be at. */
    allowedHosts: given.AUDIT_ALLOWED_HOSTS,
  };
}

const listOf = (text = "") =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");

// A bundler would take every file below for one that the product reads.
const absolute = (file: string) => path.resolve(/* turbopackIgnore: true */ file);

function webhookOf({ AUDIT_ANCHOR_WEBHOOK_URL: url, AUDIT_ANCHOR_WEBHOOK_SECRET: secret }: Given) {
  if (url === undefined) return null;
  if (secret === undefined)
    throw new SettingError(
      "AUDIT_ANCHOR_WEBHOOK_SECRET is needed when AUDIT_ANCHOR_WEBHOOK_URL is set.",
    );
  return { url, secret };
}

function witnessOf({ AUDIT_WITNESS_URL: url, AUDIT_WITNESS_KEY: key }: Given) {
  if (url === undefined) return null;
  if (key === undefined)
    throw new SettingError("AUDIT_WITNESS_KEY is needed when AUDIT_WITNESS_URL is set.");
  return { url, key };
}
