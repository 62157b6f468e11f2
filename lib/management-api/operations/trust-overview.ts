import { z } from "zod";
import { CONTROL_IDS } from "#lib/trust/core/controls.ts";
import { AGE_KEYS, EXPIRY_DAYS, OPEN_SEVERITIES } from "#lib/trust/core/overview-words.ts";
import { assessRegistry } from "#lib/trust/overview/assess-registry.ts";
import { getTrustOverview } from "#lib/trust/overview/get-trust-overview.ts";
import { listExpiring } from "#lib/trust/overview/list-expiring.ts";
import { listFixes } from "#lib/trust/overview/list-fixes.ts";
import { listOpenFindings } from "#lib/trust/overview/list-open-findings.ts";
import { listRaised } from "#lib/trust/overview/list-raised.ts";
import { listUnreached } from "#lib/trust/overview/list-unreached.ts";
import { LEAST_OF_A_NAME, OVERVIEW_TABLES } from "#lib/trust/overview/schemas.ts";
import * as answers from "../answers/trust-overview.ts";
import { pageSize } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";

const tag = "Servers";
const team = z
  .string()
  .max(200)
  .optional()
  .meta({ description: "Slug of an owner team: only its servers." });
const page = { cursor: z.string().max(2_000).optional(), limit: pageSize(50) };
const days = z
  .enum(EXPIRY_DAYS.map(String))
  .default("30")
  .meta({ description: "How far ahead, in days." });

export const GET_TRUST_OVERVIEW = defineOperation({
  method: "GET",
  path: "/api/v1/trust/overview",
  tag,
  summary: "How far everything on offer is trusted, and what is open, in numbers",
  notes:
    "Of the version that is shown of each server on offer: approved or deprecated, and not in quarantine.",
  permission: getTrustOverview.permission,
  query: z.object({ team }),
  answer: { status: 200, schema: answers.TrustOverviewAnswer, description: "The numbers." },
});

export const LIST_OPEN_FINDINGS = defineOperation({
  method: "GET",
  path: "/api/v1/trust/findings",
  tag,
  summary: "Open findings of everything on offer, the most severe and oldest first",
  permission: listOpenFindings.permission,
  query: z.object({
    team,
    server: z
      .string()
      .min(LEAST_OF_A_NAME)
      .max(200)
      .optional()
      .meta({ description: "Part of the server's name or title." }),
    severity: z.enum(OPEN_SEVERITIES).optional(),
    age: z.enum(AGE_KEYS).optional().meta({ description: "Days since it was first found." }),
    control: z.enum(CONTROL_IDS).optional(),
    ...page,
  }),
  answer: { status: 200, schema: answers.OpenFindingList, description: "One page." },
  example: { query: { severity: "critical" } },
});

export const LIST_FIXES = defineOperation({
  method: "GET",
  path: "/api/v1/trust/fixes",
  tag,
  summary: "The ten fixes that would raise most servers to their next level",
  permission: listFixes.permission,
  query: z.object({ team }),
  answer: { status: 200, schema: answers.FixList, description: "At most ten, the best first." },
});

export const LIST_RAISED = defineOperation({
  method: "GET",
  path: "/api/v1/trust/fixes/servers",
  tag,
  summary: "The servers that one fix would raise, then those that it would bring closer",
  permission: listRaised.permission,
  query: z.object({
    team,
    control: z.enum(CONTROL_IDS),
    code: z.string().min(1).max(200),
    ...page,
  }),
  answer: { status: 200, schema: answers.RaisedList, description: "One page." },
  example: { query: { control: "PR-01", code: "PR-01/missing" } },
});

export const LIST_UNREACHED = defineOperation({
  method: "GET",
  path: "/api/v1/trust/unreached",
  tag,
  summary: "Servers whose evidence could not be fetched: why, since when, and the next try",
  permission: listUnreached.permission,
  query: z.object({ team, ...page }),
  answer: { status: 200, schema: answers.UnreachedList, description: "One page." },
});

export const LIST_EXPIRING = defineOperation({
  method: "GET",
  path: "/api/v1/trust/expiring",
  tag,
  summary: "Servers whose level runs out within some days unless they are looked at again",
  permission: listExpiring.permission,
  query: z.object({ team, days, ...page }),
  answer: { status: 200, schema: answers.ExpiringList, description: "One page." },
});

export const ASSESS_REGISTRY = defineOperation({
  method: "GET",
  path: "/api/v1/trust/registry",
  tag,
  summary: "What MTF asks of a registry itself and of clients, and what is true of this one",
  permission: assessRegistry.permission,
  answer: { status: 200, schema: answers.RegistryAnswer, description: "Each control with why." },
});

export const TRUST_CSV = defineOperation({
  method: "GET",
  path: "/api/v1/trust/csv/{table}",
  tag,
  summary: "A table of the trust overview as CSV",
  notes: `Tables: ${OVERVIEW_TABLES.join(", ")}. Filters as of the list of the same name.`,
  permission: getTrustOverview.permission,
  own: true,
  answer: { status: 200, schema: null, description: "A CSV file." },
  example: { path: { table: "findings" } },
});
