import { z } from "zod";
import { CLASSIFICATIONS, DEPLOYMENT_MODELS } from "#lib/catalog/server-schemas.ts";
import { ARTIFACT_KINDS, RISKS } from "#lib/trust/core/words.ts";
import { REVOCATION_KINDS } from "#lib/revocations/core/words.ts";
import { time, anyObject, TeamAnswer } from "./common.ts";

const RevocationNoteAnswer = z.object({
  id: z.uuid(),
  kind: z.enum(REVOCATION_KINDS),
  reason: z.string(),
  subject: z.string().meta({ description: "A digest, a package or a server." }),
  since: time,
  by: z.string(),
});

const serverFacts = {
  name: z.string(),
  title: z.string().nullable(),
  description: z.string(),
  lifecycle: z.string(),
  classification: z.enum(CLASSIFICATIONS).nullable(),
  deploymentModel: z.enum(DEPLOYMENT_MODELS).nullable(),
  origin: z.string(),
  categories: z.array(z.string()),
  latestVersion: z.string().nullable().meta({ description: "What clients get as latest." }),
  newestVersion: z.string().nullable(),
  lastReleaseAt: time.nullable().meta({
    description: "When a registry listed its newest version: the source, else this one.",
  }),
  versionCount: z.number().int(),
  toolCount: z.number().int(),
  ownerTeam: TeamAnswer.nullable(),
};

export const ServerSummaryAnswer = z.object({
  ...serverFacts,
  quarantined: z.boolean(),
  revoked: z.boolean().meta({ description: "Its current version is." }),
  packageTypes: z.array(z.string()),
  transports: z.array(z.string()),
  trust: z
    .object({
      level: z.number().int().meta({ description: "0 also where the score is null." }),
      kind: z.enum(ARTIFACT_KINDS),
      flag: z.string(),
      score: z.number().int().nullable().meta({ description: "Null: not assessed." }),
      risk: z.enum(RISKS),
    })
    .nullable()
    .meta({ description: "Of the current version; null: it was not evaluated." }),
});

export const ServerList = z.object({
  servers: z.array(ServerSummaryAnswer),
  nextCursor: z.string().nullable(),
});

export const ServerAnswer = z.object({
  ...serverFacts,
  id: z.uuid(),
  statusMessage: z.string().nullable(),
  quarantine: z.object({ at: time, note: z.string() }).nullable(),
  revocation: RevocationNoteAnswer.nullable().meta({
    description: "What stops the current version; null: nothing.",
  }),
  visibility: z.string(),
  visibleTeams: z.array(TeamAnswer),
  exposed: z.boolean(),
  deputy: z.object({ name: z.string(), email: z.string() }).nullable(),
  tags: z.array(z.string()),
  supportContact: z.string().nullable(),
  supportChannel: z.string().nullable(),
  documentation: z.string().nullable(),
  websiteUrl: z.string().nullable(),
  repositoryUrl: z.string().nullable(),
  source: z.string().nullable(),
  createdAt: time,
  deploymentCount: z.number().int(),
  current: z
    .object({
      version: z.string(),
      lifecycle: z.string(),
      publishedAt: time,
      approvedAt: time.nullable(),
      checksum: z.string(),
      document: anyObject,
    })
    .nullable(),
  allowed: z.array(z.string()),
});

export const VersionList = z.object({
  versions: z.array(
    z.object({
      version: z.string(),
      lifecycle: z.string(),
      statusMessage: z.string().nullable(),
      publishedAt: time,
      approvedAt: time.nullable(),
      changelog: z.string().nullable(),
      checksum: z.string(),
      isLatest: z.boolean(),
      registryStatus: z.string().nullable(),
      toolCount: z.number().int(),
      packageTypes: z.array(z.string()),
      transports: z.array(z.string()),
      revocation: RevocationNoteAnswer.nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
});

export const ActivityList = z.object({
  events: z.array(
    z.object({
      id: z.uuid(),
      at: time,
      actorKind: z.string(),
      actorName: z.string(),
      action: z.string(),
      before: anyObject.nullable(),
      after: anyObject.nullable(),
    }),
  ),
  whole: z.boolean().meta({ description: "False: only what everyone may read." }),
  nextCursor: z.string().nullable(),
});
