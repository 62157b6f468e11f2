import { z } from "zod";
import { anyObject, TeamAnswer, time } from "./common.ts";

export const PersonFacts = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  teams: z.array(TeamAnswer),
  demo: z.boolean(),
  signsInWith: z.string(),
  lastSeenAt: time.nullable(),
  disabledAt: time.nullable(),
  disabledReason: z.string().nullable(),
  liveSessions: z.number().int(),
  liveTokens: z.number().int(),
});

export const PeopleList = z.object({
  people: z.array(PersonFacts),
  total: z.number().int(),
  nextCursor: z.string().nullable(),
});

const ownedServers = {
  servers: z
    .array(
      z.object({
        name: z.string(),
        title: z.string().nullable(),
        lifecycle: z.string(),
        quarantined: z.boolean(),
        classification: z.string().nullable(),
        deploymentModel: z.string().nullable(),
        latestVersion: z.string().nullable(),
        newestVersion: z.string().nullable(),
        lastReleaseAt: time.nullable(),
        team: TeamAnswer,
        deputy: z.string().nullable(),
        attention: z.array(anyObject).meta({ description: "What wants looking at, and why." }),
      }),
    )
    .meta({ description: "The first 500." }),
  total: z.number().int(),
};

export const TeamDetail = z.object({
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  channel: z.string().nullable(),
  demo: z.boolean(),
  members: z.array(
    z.object({
      email: z.string(),
      name: z.string(),
      roles: z.array(z.string()),
      joinedAt: time,
      disabled: z.boolean(),
    }),
  ),
  ...ownedServers,
  mine: z.boolean(),
  manages: z.boolean().meta({ description: "You may change it and its members." }),
});

export const MyServersAnswer = z.object({ teams: z.array(TeamAnswer), ...ownedServers });

const named = { name: z.string(), title: z.string().nullable() };

export const DeskAnswer = z.object({
  items: z.array(
    z.object({
      kind: z.string(),
      server: z.object(named),
      text: z.string(),
      dueAt: time.nullable(),
      since: time.nullable(),
      link: z.object({ href: z.string(), label: z.string() }),
    }),
  ),
  health: z.array(
    z.object({
      ...named,
      team: TeamAnswer,
      latestVersion: z.string().nullable(),
      upstream: anyObject.nullable(),
      looked: z.boolean(),
      problem: z.string().nullable(),
      lastReleaseAt: time.nullable(),
      daysSinceRelease: z.number().int().nullable(),
      people: z.number().int(),
      versions: z.array(z.object({ version: z.string().nullable(), people: z.number().int() })),
      responsible: z.string().nullable(),
    }),
  ),
});
