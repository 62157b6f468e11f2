import { z } from "zod";
import { addServers } from "#lib/audiences/add-servers.ts";
import { changeAudience } from "#lib/audiences/change-audience.ts";
import { concealServers } from "#lib/audiences/conceal-servers.ts";
import { createAudience } from "#lib/audiences/create-audience.ts";
import { exposeServers } from "#lib/audiences/expose-servers.ts";
import { getAudience } from "#lib/audiences/get-audience.ts";
import { listAudiences } from "#lib/audiences/list-audiences.ts";
import { listFeed } from "#lib/audiences/list-feed.ts";
import { removeAudience } from "#lib/audiences/remove-audience.ts";
import { removeServer } from "#lib/audiences/remove-server.ts";
import { AddServersInput, ChangeFeedInput, CreateAudienceInput } from "#lib/audiences/schemas.ts";
import { listExportAudiences } from "#lib/exports/list-export-audiences.ts";
import { SetInternalDomainsInput } from "#lib/settings/schemas.ts";
import { setInternalDomains } from "#lib/settings/set-internal-domains.ts";
import { Removed, TeamAnswer } from "../answers/common.ts";
import { bodyOf, pageCursor } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { SERVER } from "./examples.ts";

const tag = "Feed and audiences";
const AUDIENCE = { path: { slug: "engineering" } };
const SETTINGS = {
  name: "Engineering",
  description: "What our editors offer",
  teams: ["platform"],
};
const count = z.number().int();
const word = z.string().max(200).default("");

const audience = {
  ...{ slug: z.string(), name: z.string(), description: z.string() },
  anonymous: z.boolean().meta({ description: "Readers without a token get it too." }),
  demo: z.boolean(),
  teams: z.array(TeamAnswer),
  servers: count,
};
const NamedAudience = z.object({ slug: z.string(), name: z.string() });
const member = {
  ...{ name: z.string(), title: z.string().nullable(), lifecycle: z.string() },
  ...{ latestVersion: z.string().nullable(), exposed: z.boolean(), quarantined: z.boolean() },
};
const Domains = z.object({ domains: z.array(z.string()) });
const ChangedCount = z.object({ changed: count });
const FILTER = { tag: "beta", expected: 12 };

export const LIST_FEED = defineOperation({
  method: "GET",
  path: "/api/v1/feed",
  tag,
  summary: "The anonymous feed: what readers without a token get, or could get; 50 a page",
  permission: listFeed.permission,
  query: z.object({
    show: z.enum(["exposed", "concealed"]).default("exposed"),
    search: word.meta({ description: "Part of a name or title." }),
    ...{ tag: word, category: word },
    team: word.meta({ description: "Slug of the owner team." }),
    cursor: pageCursor,
  }),
  answer: {
    status: 200,
    schema: z.object({
      servers: z.array(
        z.object({
          ...member,
          classification: z.string().nullable(),
          team: z.string().nullable(),
        }),
      ),
      total: count.meta({ description: "Of this filter." }),
      exposedCount: count,
      concealedCount: count,
      nextCursor: z.string().nullable(),
    }),
    description: "One page.",
  },
  example: { query: { show: "concealed", tag: "beta" } },
});

export const EXPOSE_SERVERS = defineOperation({
  method: "POST",
  path: "/api/v1/feed/expose",
  tag,
  summary: "Put every server that fits a filter, and that may, into the anonymous feed",
  notes: "`expected` is the `total` that you saw: with another number by now, nothing is done.",
  permission: exposeServers.permission,
  body: bodyOf(ChangeFeedInput, []),
  answer: { status: 200, schema: ChangedCount, description: "How many." },
  example: { body: FILTER },
});

export const CONCEAL_SERVERS = defineOperation({
  method: "POST",
  path: "/api/v1/feed/conceal",
  tag,
  summary: "Take every server that fits a filter out of the anonymous feed",
  notes: "`expected` is the `total` that you saw: with another number by now, nothing is done.",
  permission: concealServers.permission,
  body: bodyOf(ChangeFeedInput, []),
  answer: { status: 200, schema: ChangedCount, description: "How many." },
  example: { body: FILTER },
});

export const GET_INTERNAL_DOMAINS = defineOperation({
  method: "GET",
  path: "/api/v1/internal-domains",
  tag,
  summary: "Domains inside the company, whose addresses anonymous readers do not get",
  // Readers of the registry may ask the verb, for their own answers only.
  permission: setInternalDomains.permission,
  answer: { status: 200, schema: Domains, description: "All of them." },
});

export const SET_INTERNAL_DOMAINS = defineOperation({
  method: "PUT",
  path: "/api/v1/internal-domains",
  tag,
  summary: "Say which domains are inside the company: all of them anew",
  permission: setInternalDomains.permission,
  body: bodyOf(SetInternalDomainsInput, []),
  answer: { status: 200, schema: Domains, description: "As they are kept." },
  example: { body: { domains: ["corp.example"] } },
});

export const LIST_AUDIENCES = defineOperation({
  method: "GET",
  path: "/api/v1/audiences",
  tag,
  summary: "Every audience: a registry of its own for some teams, by name",
  permission: listAudiences.permission,
  answer: {
    status: 200,
    schema: z.object({ audiences: z.array(z.object(audience)) }),
    description: "All of them.",
  },
});

export const CREATE_AUDIENCE = defineOperation({
  method: "POST",
  path: "/api/v1/audiences",
  tag,
  summary: "Make an audience, empty at first",
  permission: createAudience.permission,
  body: bodyOf(CreateAudienceInput, []),
  answer: { status: 201, schema: NamedAudience, description: "`Location` leads to it." },
  example: { body: { slug: "engineering", ...SETTINGS } },
});

export const GET_AUDIENCE = defineOperation({
  method: "GET",
  path: "/api/v1/audiences/{slug}",
  tag,
  summary: "One audience with its servers",
  permission: getAudience.permission,
  answer: {
    status: 200,
    schema: z.object({
      ...audience,
      servedCount: count.meta({ description: "How many its readers get." }),
      list: z
        .array(z.object({ ...member, served: z.boolean() }))
        .meta({ description: "The first 500 of its servers." }),
    }),
    description: "The audience.",
  },
  example: AUDIENCE,
});

export const CHANGE_AUDIENCE = defineOperation({
  method: "PUT",
  path: "/api/v1/audiences/{slug}",
  tag,
  summary: "Change who reads an audience and how it is shown: all fields anew; its address stays",
  permission: changeAudience.permission,
  body: bodyOf(CreateAudienceInput, ["slug"]),
  answer: { status: 200, schema: NamedAudience, description: "Changed." },
  example: { ...AUDIENCE, body: SETTINGS },
});

export const REMOVE_AUDIENCE = defineOperation({
  method: "DELETE",
  path: "/api/v1/audiences/{slug}",
  tag,
  summary: "Remove an audience; its servers stay in the catalog",
  permission: removeAudience.permission,
  answer: { status: 200, schema: Removed, description: "Removed." },
  example: AUDIENCE,
});

export const ADD_AUDIENCE_SERVERS = defineOperation({
  method: "POST",
  path: "/api/v1/audiences/{slug}/servers",
  tag,
  summary: "Add servers, by name or by what they have in common; all of them or none",
  permission: addServers.permission,
  body: bodyOf(AddServersInput, ["slug"]),
  answer: {
    status: 201,
    schema: z.object({ audience: z.string(), added: count }),
    description: "How many are new in it.",
  },
  example: { ...AUDIENCE, body: { names: ["io.github.acme/files"] } },
});

export const REMOVE_AUDIENCE_SERVER = defineOperation({
  method: "DELETE",
  path: "/api/v1/audiences/{slug}/servers/{name}",
  tag,
  summary: "Take one server out of an audience; it stays in the catalog",
  permission: removeServer.permission,
  answer: { status: 200, schema: Removed, description: "Removed." },
  example: { path: { ...AUDIENCE.path, ...SERVER.path } },
});

export const LIST_EXPORTS = defineOperation({
  method: "GET",
  path: "/api/v1/exports",
  tag: "Catalog files",
  summary: "What can be exported: formats, and audiences to narrow a file to",
  permission: listExportAudiences.permission,
  answer: {
    status: 200,
    schema: z.object({
      formats: z.array(
        z.object({ ...{ id: z.string(), label: z.string() }, fileName: z.string() }),
      ),
      audiences: z.array(NamedAudience),
    }),
    description: "All of them.",
  },
});
