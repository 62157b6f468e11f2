import { z } from "zod";
import { ServerRef, VersionRef } from "#lib/catalog/server-schemas.ts";
import { CONTROL_IDS } from "./core/controls.ts";
import { SEVERITIES } from "./core/words.ts";

/** Why a version was looked at; `expired`, `rules` and `waiver` look at nothing: what is known counts differently. */
export const TRIGGERS = [
  "asked",
  "submitted",
  "registered",
  "schedule",
  "daily",
  "weekly",
  "renewal",
  "rules",
  "expired",
  "waiver",
] as const;
export type Trigger = (typeof TRIGGERS)[number];

export const RequestScanInput = VersionRef;
export const GetTrustInput = VersionRef;
export const ExportTrustInput = VersionRef.required();

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "This is not the digest of any evidence.");
export const GetEvidenceInput = ServerRef.extend({ sha256 });

const place = z
  .string()
  .regex(/^(packages|remotes)\[\d{1,4}\]$/, "This is no way to install it, such as packages[0].");
const page = z.coerce.number().int().min(1).max(100_000).default(1);
const OptionRef = VersionRef.extend({ option: place.optional() });

export const SbomFileInput = OptionRef;
export const GetSbomInput = OptionRef.extend({
  /** Part of a name, a package address, a licence or an advisory's id. */
  q: z.string().trim().max(200).default(""),
  only: z.enum(["all", "advisories"]).default("all"),
  /** purl: only what this one brings. */
  under: z.string().max(2_000).optional(),
  page,
  size: z.coerce.number().int().min(1).max(50_000).default(100),
});
export const ListFindingsInput = OptionRef.extend({
  severity: z.enum(SEVERITIES).optional(),
  control: z.enum(CONTROL_IDS).optional(),
  page,
  size: z.coerce.number().int().min(1).max(500).default(50),
});
export const MtfReportInput = OptionRef.required({ version: true });
const side = z.string().min(1).max(255);
/** Each a version, or the id of an evaluation. */
export const CompareTrustInput = ServerRef.extend({
  from: side,
  to: side,
  /** Of both; the one that stands worst in `to` unless it is named. */
  option: place.optional(),
});

export const GetToolDriftInput = VersionRef;
export const DecideToolsInput = VersionRef.extend({
  option: z
    .string("Say which way to install it.")
    .regex(/^(packages|remotes)\[\d{1,4}\]$/, "This is no way to install it."),
  decision: z.enum(["accept", "refuse"], "Accept the changes or refuse them."),
  /** The set that was looked at: a newer one is another decision. */
  setHash: z
    .string("Say which set you looked at.")
    .regex(/^[0-9a-f]{64}$/, "This is no hash of a set of tools."),
  /** Their present names; all, unless given. */
  tools: z.array(z.string().max(256)).min(1, "Choose at least one tool.").max(2_000).optional(),
  reason: z
    .string("Say why.")
    .trim()
    .min(3, "Say why, in a few words.")
    .max(2_000, "At most 2,000 characters."),
});

export const EndWaiverInput = z.object({
  waiverId: z.uuid("This is not the id of a waiver."),
  reason: z
    .string()
    .trim()
    .min(3, "Say why, in a few words at least.")
    .max(2_000, "Write at most 2000 characters.")
    .refine((text) => !text.includes("\u0000"), "Leave out control characters."),
});
export const ListWaiversInput = ServerRef;

const remoteAddress = z.string("Say which remote.").trim().min(1, "Say which remote.").max(2_048);
/** Headers that are the transport's own. */
const OWN_HEADER =
  /^(?:host|connection|content-.*|transfer-encoding|te|upgrade|accept|accept-.*|user-agent|mcp-.*)$/i;
export const KeepScanCredentialInput = VersionRef.extend({
  /** The remote's address, as the server.json has it. */
  url: remoteAddress,
  header: z
    .string()
    .trim()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, "Write the name of a header, such as Authorization.")
    .refine((name) => !OWN_HEADER.test(name), "This header is the transport's own: name another.")
    .default("Authorization"),
  value: z
    .string("Give the credential.")
    .trim()
    .min(8, "Give the credential as it is sent: at least 8 characters.")
    .max(4_096, "At most 4,096 characters.")
    .regex(/^[\x20-\x7e]*$/, "Only visible ASCII characters and spaces can be sent in a header."),
  days: z.coerce
    .number()
    .int("Give whole days.")
    .min(1, "At least one day.")
    .max(180, "At most 180 days.")
    .default(90),
});
export const RemoveScanCredentialInput = ServerRef.extend({ url: remoteAddress });
export const ListScanCredentialsInput = VersionRef;

/** From here on for our own processes: what they pass on is typed already. */
export const InstallOptionPlace = z.string().regex(/^(packages|remotes)\[\d{1,4}\]$/);
export const ScanRef = z.object({ scanId: z.uuid() });
export const EntryFactsInput = z.object({ versionId: z.uuid(), option: InstallOptionPlace });
export const ScanCredentialRef = z.object({ versionId: z.uuid(), url: z.string() });
export const OtherToolsInput = z.object({
  serverName: z.string(),
  names: z.array(z.string()).max(10_000),
  words: z.array(z.string()).max(10_000),
});
export const NoteScanStepInput = ScanRef.extend({ step: z.string().max(1_000) });
export const FinishScanInput = ScanRef.extend({
  /** `stopped`: the worker ends, the next one takes it up. */
  outcome: z.enum(["done", "failed", "stopped"]),
  /** For people: why it failed, or what could not be reached. */
  error: z.string().max(4_000).nullable(),
  /** Whether another attempt may bring more. */
  again: z.boolean(),
});
export const QueueScansInput = z.object({
  /** Of each sort, and of the ids that are answered. */
  most: z.number().int().min(1).max(1_000).default(20),
});
