import { z } from "zod";
import { concealServer } from "#lib/catalog/conceal-server.ts";
import { countFacets } from "#lib/catalog/count-facets.ts";
import { FACETS } from "#lib/catalog/core/browse-state.ts";
import { exposeServer } from "#lib/catalog/expose-server.ts";
import { getVersionDiff } from "#lib/catalog/get-version-diff.ts";
import { listLookAlikes } from "#lib/catalog/list-look-alikes.ts";
import { listServerTools } from "#lib/catalog/list-server-tools.ts";
import { SetVisibilityInput, VersionDiffInput, VersionRef } from "#lib/catalog/server-schemas.ts";
import { setVisibility } from "#lib/catalog/set-visibility.ts";
import { listUnowned } from "#lib/ownership/list-unowned.ts";
import { listRetirements } from "#lib/retirements/list-retirements.ts";
import { RETIREMENT_FILTERS } from "#lib/retirements/schemas.ts";
import { listUses } from "#lib/uses/list-uses.ts";
import { recordUse } from "#lib/uses/record-use.ts";
import { RecordUseInput } from "#lib/uses/schemas.ts";
import { anyObject, Changed, TeamAnswer, time } from "../answers/common.ts";
import { bodyOf, pageSize } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { SERVER } from "./examples.ts";
import { LIST_SERVERS } from "./servers.ts";

const tag = "Servers";
const count = z.number().int();
const named = { name: z.string(), title: z.string().nullable() };
const Exposed = z.object({ exposed: z.boolean() });
const shape = LIST_SERVERS.query?.shape;
const side = z.object({
  ...{ version: z.string(), lifecycle: z.string(), publishedAt: time },
  json: z.string().meta({ description: "The document as text." }),
});

export const COUNT_FACETS = defineOperation({
  method: "GET",
  path: "/api/v1/servers/facets",
  tag,
  summary: "How many servers each value of a filter would show, with the other filters applied",
  permission: countFacets.permission,
  query: z.object(
    Object.fromEntries(
      Object.entries(shape ?? {}).filter(([name]) => !["sort", "cursor", "limit"].includes(name)),
    ),
  ),
  answer: {
    status: 200,
    schema: z.object({
      total: count,
      quarantined: count,
      notQuarantined: count,
      facets: z.object(
        Object.fromEntries(
          FACETS.map((facet) => [
            facet,
            z.array(z.object({ value: z.string(), label: z.string().nullable(), count })),
          ]),
        ),
      ),
    }),
    description: "The counts.",
  },
  example: { query: { q: "github" } },
});

export const LIST_SERVER_TOOLS = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/tools",
  tag,
  summary: "Tools of one version, of the current one unless you name it",
  permission: listServerTools.permission,
  query: z.object({ version: VersionRef.shape.version }),
  answer: {
    status: 200,
    schema: z.object({
      ...{ version: z.string(), lifecycle: z.string(), isCurrent: z.boolean() },
      tools: z.array(
        z.object({
          ...{ ...named, description: z.string() },
          inputSchema: anyObject.nullable(),
          outputSchema: anyObject.nullable(),
          annotations: anyObject.nullable(),
          origin: z.string().meta({ description: "Where we know it from." }),
        }),
      ),
    }),
    description: "All of them, by name.",
  },
  example: SERVER,
});

export const GET_VERSION_DIFF = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/versions/diff",
  tag,
  summary: "What changed between two versions, in words; security first",
  permission: getVersionDiff.permission,
  query: z.object({ from: VersionDiffInput.shape.from, to: VersionDiffInput.shape.to }),
  answer: {
    status: 200,
    schema: z.object({
      from: side,
      to: side,
      diff: z.object({
        changes: z.array(anyObject),
        more: count.meta({ description: "How many more there are than are listed." }),
      }),
    }),
    description: "Both documents and the changes.",
  },
  example: { ...SERVER, query: { from: "1.0.0", to: "1.1.0" } },
});

export const LIST_LOOK_ALIKES = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/look-alikes",
  tag,
  summary: "Other servers whose names a person could take for this one",
  permission: listLookAlikes.permission,
  answer: {
    status: 200,
    schema: z.object({ servers: z.array(z.object({ ...named, lifecycle: z.string() })) }),
    description: "At most five.",
  },
  example: SERVER,
});

export const LIST_USES = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/uses",
  tag,
  summary: "Who uses a server, and which version",
  notes: "Known from what people connected in the console, or told below.",
  permission: listUses.permission,
  answer: {
    status: 200,
    schema: z.object({
      uses: z.array(
        z.object({
          person: z.object({ name: z.string(), email: z.string(), active: z.boolean() }),
          teams: z.array(z.string()),
          client: z.string(),
          version: z.string().nullable(),
          firstAt: time,
          lastAt: time,
        }),
      ),
      ...{ people: count, teams: count },
      versions: z.array(z.object({ version: z.string().nullable(), people: count })),
    }),
    description: "For owners and overseers; the latest 500.",
  },
  example: SERVER,
});

export const RECORD_USE = defineOperation({
  method: "POST",
  path: "/api/v1/servers/{name}/uses",
  tag,
  summary: "Tell that you connected a client to it: you hear of incidents and of its retirement",
  permission: recordUse.permission,
  body: bodyOf(RecordUseInput, ["name"]),
  answer: {
    status: 201,
    schema: z.object({
      recorded: z.boolean().meta({ description: "False: known since less than an hour." }),
    }),
    description: "Noted.",
  },
  example: { ...SERVER, body: { client: "vscode", version: "1.0.0" } },
});

export const SET_VISIBILITY = defineOperation({
  method: "PUT",
  path: "/api/v1/servers/{name}/visibility",
  tag,
  summary: "Show it to everyone who is signed in, or to its owner team and chosen teams only",
  permission: setVisibility.permission,
  body: bodyOf(SetVisibilityInput, ["name", "seen"]),
  answer: { status: 200, schema: Changed, description: "Set." },
  example: { ...SERVER, body: { visibility: "teams", teams: ["platform"] } },
});

export const EXPOSE_SERVER = defineOperation({
  method: "POST",
  path: "/api/v1/servers/{name}/exposure",
  tag,
  summary: "Put it into the anonymous feed; what was never approved stays out of it all the same",
  permission: exposeServer.permission,
  answer: { status: 201, schema: Exposed, description: "In the feed." },
  example: SERVER,
});

export const CONCEAL_SERVER = defineOperation({
  method: "DELETE",
  path: "/api/v1/servers/{name}/exposure",
  tag,
  summary: "Take it out of the anonymous feed",
  permission: concealServer.permission,
  answer: { status: 200, schema: Exposed, description: "Out of the feed." },
  example: SERVER,
});

export const LIST_UNOWNED = defineOperation({
  method: "GET",
  path: "/api/v1/unowned",
  tag,
  summary: "Servers on offer that nobody answers for, the one that freezes first on top",
  permission: listUnowned.permission,
  answer: {
    status: 200,
    schema: z.object({
      servers: z.array(
        z.object({
          ...named,
          team: TeamAnswer.nullable(),
          reason: z.enum(["no_team", "no_member", "not_attested"]).nullable(),
          unownedSince: time,
          freezesAt: time.nullable(),
          frozen: z.boolean(),
          users: count,
        }),
      ),
    }),
    description: "The first 500.",
  },
});

export const LIST_RETIREMENTS = defineOperation({
  method: "GET",
  path: "/api/v1/retirements",
  tag,
  summary: "Retirements: running ones by their end, ended ones the last first",
  notes: "`show=mine`: an answer of yours, or of a team of yours, is expected.",
  permission: listRetirements.permission,
  query: z.object({
    show: z.enum(RETIREMENT_FILTERS).default("running"),
    q: z.string().max(200).default("").meta({ description: "Part of a name or title." }),
    cursor: z.uuid().optional(),
    limit: pageSize(50),
  }),
  answer: {
    status: 200,
    schema: z.object({
      retirements: z.array(
        z.object({
          id: z.uuid(),
          ...{ serverName: z.string(), serverTitle: z.string().nullable() },
          ownerTeam: TeamAnswer.nullable(),
          state: z.string(),
          announcedAt: time,
          retiresAt: time,
          endedAt: time.nullable(),
          next: z.object({ state: z.string(), at: time }).nullable(),
          progress: anyObject,
          openExtensions: count,
          awaitsMe: z.boolean(),
        }),
      ),
      total: count,
      counts: z.object({ running: count, mine: count, ended: count }),
      nextCursor: z.string().nullable(),
    }),
    description: "One page.",
  },
});
