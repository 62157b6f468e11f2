import { z } from "zod";
import { nameProblem } from "#lib/catalog/core/document-text.ts";
import {
  CLASSIFICATIONS,
  DEPLOYMENT_MODELS,
  deploymentAddress,
  orNull,
  plainText,
  ServerName,
  slug,
  wordList,
} from "#lib/catalog/server-schemas.ts";
import { CONTROL_IDS } from "#lib/trust/core/controls.ts";
import { CAPACITIES, DECISIONS, REQUEST_KINDS, URGENCIES } from "./core/words.ts";

/** Rules that an exception may waive, by name. */
export const WAIVABLE_RULES = [
  "deployment_rules",
  "approval_conditions",
  "ownership_attestation",
] as const;
export type WaivableRule = (typeof WAIVABLE_RULES)[number];

export const MAX_EXCEPTION_DAYS = 180;
export const MAX_DOCUMENT = 1_048_576;

const prose = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `Write at most ${max} characters.`)
    .refine((text) => !text.includes("\u0000"), "Leave out control characters.");

/** Yes or no, as JSON and as forms send it: an unticked box is absent or empty. */
const flag = z.union([
  z.boolean(),
  z.enum(["true", "on", "false", ""]).transform((text) => text === "true" || text === "on"),
]);

const email = z.string().trim().toLowerCase().max(254);
const day = z
  .union([z.literal(""), z.iso.date("Write a date as 2026-12-31.")])
  .nullish()
  .transform((value) => value || null);

/** A server.json: as an object, or as its text. */
const DocumentInput = z
  .union([
    z.string().max(MAX_DOCUMENT, "This is larger than 1 MB."),
    z.record(z.string(), z.json()),
  ])
  .optional()
  .transform((value) => (value === "" ? undefined : value));

const tool = z.object({
  name: z.string().trim().min(1).max(256),
  title: z.string().max(500).nullish(),
  description: z.string().max(20_000).default(""),
  inputSchema: z.record(z.string(), z.json()).nullish(),
  outputSchema: z.record(z.string(), z.json()).nullish(),
  annotations: z.record(z.string(), z.json()).nullish(),
});

// What is missing is asked for when the request is submitted: a draft may lack it.
const deployment = z.object({
  environment: plainText(50).default(""),
  provider: plainText(100).default(""),
  region: orNull(plainText(100)),
  residency: orNull(plainText(100)),
  address: orNull(deploymentAddress),
  operatedBy: plainText(100).default(""),
});

/** An address of the server, as its document or a deployment has it now, and what it becomes. */
const endpoint = z.object({
  from: plainText(2_000).default(""),
  to: deploymentAddress.default(""),
});

export const ToolMapping = z.object({
  from: z.string().trim().min(1).max(256),
  to: orNull(z.string().trim().max(256)),
  note: orNull(plainText(300)),
});

/** What a request asks for; which fields count depends on its kind (`PAYLOAD_RULES`). */
const asked = {
  /** The proposed server.json; for list_server and add_version. */
  server: DocumentInput,
  /** The server it is about, where there is one; else it follows from the document. */
  serverName: z
    .string()
    .trim()
    .max(300)
    .optional()
    .transform((name) => name || undefined),
  /** Slug of the team that owns, or will own, the server. */
  ownerTeam: slug
    .optional()
    .or(z.literal(""))
    .transform((value) => value || undefined),
  responsible: orNull(email),
  deputy: orNull(email),
  origin: z
    .enum(["community", "vendor", "internal"])
    .optional()
    .or(z.literal(""))
    .transform((value) => value || undefined),
  dataClassification: z
    .enum(CLASSIFICATIONS, "Choose a classification.")
    .optional()
    .or(z.literal(""))
    .transform((value) => value || undefined),
  deploymentModel: z
    .enum(DEPLOYMENT_MODELS, "Choose where it runs.")
    .optional()
    .or(z.literal(""))
    .transform((value) => value || undefined),
  deployment: deployment.nullish().transform((value) => value ?? null),
  endpoint: endpoint.nullish().transform((value) => value ?? null),
  categories: wordList(10).optional(),
  tags: wordList(30).optional(),
  tools: z
    .array(tool)
    .max(2_000)
    .nullish()
    .transform((value) => value ?? null),
  changelog: orNull(prose(10_000)),
  /** Renews the approval of the newest approved version without changing anything. */
  renew: flag.default(false),
  message: orNull(prose(2_000)),
  successor: orNull(ServerName),
  toolMap: z.array(ToolMapping).max(500).default([]),
  deprecatesOn: day,
  brownoutOn: day,
  retiresOn: day,
  rule: z
    .enum(WAIVABLE_RULES, "Choose the rule.")
    .optional()
    .or(z.literal(""))
    .transform((value) => value || undefined),
  /** Of a waiver: which control of which version, by which way to install it. */
  version: orNull(plainText(255)),
  option: orNull(
    z
      .string()
      .regex(/^((packages|remotes)\[\d{1,4}\])?$/, "Write it as packages[0] or remotes[0]."),
  ),
  control: z
    .enum(CONTROL_IDS, "There is no such control.")
    .optional()
    .or(z.literal(""))
    .transform((value) => value || undefined),
  days: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_EXCEPTION_DAYS, `At most ${MAX_EXCEPTION_DAYS} days.`)
    .optional(),
};

const about = {
  /** Needed to submit; a draft may lack it. */
  justification: prose(5_000).default(""),
  dataTouched: prose(2_000).default(""),
  usedBy: prose(500).default(""),
  urgency: z.enum(URGENCIES).default("normal"),
  targetDate: day,
};

export const CreateRequestInput = z.object({
  kind: z.enum(REQUEST_KINDS, "Choose what you ask for."),
  ...about,
  ...asked,
  /** False keeps a draft that only its author sees; it may lack what a submission needs. */
  submit: flag.default(true),
  /** What intake found out; shown to reviewers with its sources. */
  evidence: z
    .record(z.string(), z.json())
    .nullish()
    .transform((value) => value ?? null),
  origin_of_request: z.enum(["console", "api", "publish", "watch", "trust"]).default("console"),
});
export type CreateRequest = z.output<typeof CreateRequestInput>;

const revision = z.coerce.number("Say which revision you saw.").int().min(1);
export const RequestRef = z.object({ requestId: z.uuid("This is not the id of a request.") });

/** A new revision: all fields anew, so that what reviewers see is what was sent. */
export const EditRequestInput = z.object({
  ...RequestRef.shape,
  revision,
  ...about,
  ...asked,
  submit: flag.default(true),
  evidence: z
    .record(z.string(), z.json())
    .nullish()
    .transform((value) => value ?? null),
});
export const SubmitRequestInput = z.object({ ...RequestRef.shape, revision });
export const WithdrawRequestInput = z.object({
  ...RequestRef.shape,
  reason: prose(2_000).default(""),
});

export const ConditionsInput = z.object({
  allowedTools: z
    .array(z.string().min(1).max(256))
    .max(2_000)
    .nullish()
    .transform((value) => value ?? null),
  allowedEnvironments: wordList(20)
    .nullish()
    .transform((value) => (value && value.length > 0 ? value : null)),
  /** The approval ends then; within the policy's validity. */
  expiresAt: z
    .union([z.literal(""), z.iso.datetime({ offset: true }), z.iso.date()])
    .nullish()
    .transform((value) => (value ? new Date(value).toISOString() : null)),
  note: orNull(prose(1_000)),
});

export const DecideRequestInput = z.object({
  ...RequestRef.shape,
  decision: z.enum(DECISIONS, "Choose: approve, reject or request_changes."),
  revision,
  reason: prose(5_000).min(3, "Say why, in a few words at least."),
  conditions: ConditionsInput.nullish().transform((value) => value ?? null),
  /** `change.seenTools` of what was looked at; needed to approve once a scan has seen tools. */
  seenTools: z.string().max(64, "Send it as the request has it.").nullish(),
  /** Only where somebody could decide in more than one. */
  capacity: z
    .enum(CAPACITIES)
    .optional()
    .or(z.literal(""))
    .transform((value) => value || undefined),
});

export const AssignRequestInput = z.object({
  ...RequestRef.shape,
  /** E-mail of a reviewer, `me`, or empty to put it back. */
  assignee: z.union([z.literal("me"), z.literal(""), email]),
});
export const RaiseTierInput = z.object({
  ...RequestRef.shape,
  tier: z.enum(["medium", "high", "critical"], "Choose a higher tier."),
  reason: prose(2_000).min(3, "Say why it is riskier than computed."),
});
/** Addresses, one a line; the verb refuses unsafe ones. */
const links = z
  .preprocess(
    (value) => (typeof value === "string" ? value.split(/\s+/) : value),
    z.array(plainText(2_000)).max(100, "These are too many."),
  )
  .transform((given) => [...new Set(given.filter((link) => link !== ""))])
  .pipe(z.array(z.string()).max(10, "Attach at most 10 links."));

export const CommentRequestInput = z.object({
  ...RequestRef.shape,
  parentId: z
    .uuid()
    .nullish()
    .or(z.literal(""))
    .transform((value) => value || null),
  body: prose(10_000).min(1, "Write something."),
  links: links.optional(),
  question: flag.default(false),
});
export const WatchRequestInput = z.object({ ...RequestRef.shape, watch: flag });
export const MarkViewedInput = z.object({
  ...RequestRef.shape,
  revision,
  /** The key of a tool (`ToolPart`), or `opened`. */
  part: z.string().min(1).max(300),
  viewed: flag.default(true),
});
export const MarkChecklistInput = z.object({
  ...RequestRef.shape,
  revision,
  itemKey: z.string().min(1).max(50),
  checked: flag,
  evidence: prose(2_000).default(""),
});

/** For our own processes: the id that the version has, or will have, in the catalog. */
export const AssessScannedInput = z.object({
  versionId: z.uuid(),
  /** False: the scan goes on, and other ways to install it come yet. */
  isScanOver: z.boolean().default(true),
});

export const GetRequestInput = z.object({
  /** The id, or the number as people write it: `R-12`. */
  id: z.union([z.uuid(), z.string().regex(/^R-\d{1,9}$/i, "This is not a request.")]),
});

export const isServerName = (name: string) => nameProblem(name) === null;
