import { z } from "zod";
import { ROLES } from "#lib/kernel/actor.ts";
import { getDesk } from "#lib/ownership/get-desk.ts";
import { disablePerson } from "#lib/people/disable-person.ts";
import { enablePerson } from "#lib/people/enable-person.ts";
import { getPerson } from "#lib/people/get-person.ts";
import { listPeople } from "#lib/people/list-people.ts";
import { DisablePersonInput, SetRolesInput } from "#lib/people/schemas.ts";
import { setRoles } from "#lib/people/set-roles.ts";
import { addMember } from "#lib/teams/add-member.ts";
import { changeTeam } from "#lib/teams/change-team.ts";
import { createTeam } from "#lib/teams/create-team.ts";
import { getTeam } from "#lib/teams/get-team.ts";
import { listMyServers } from "#lib/teams/list-my-servers.ts";
import { removeMember } from "#lib/teams/remove-member.ts";
import { removeTeam } from "#lib/teams/remove-team.ts";
import { CreateTeamInput, TeamMemberInput } from "#lib/teams/schemas.ts";
import { Changed, Removed } from "../answers/common.ts";
import {
  DeskAnswer,
  MyServersAnswer,
  PeopleList,
  PersonFacts,
  TeamDetail,
} from "../answers/people.ts";
import { bodyOf, pageCursor } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { PERSON, TEAM } from "./examples.ts";

const tag = "People and teams";
const NamedTeam = z.object({ slug: z.string(), name: z.string() });
const Joined = z.object({ team: z.string(), person: z.string() });
const ABOUT = { name: "Data platform", description: "Warehouses and pipelines", channel: "#data" };

export const LIST_PEOPLE = defineOperation({
  method: "GET",
  path: "/api/v1/people",
  tag,
  summary: "Everyone known here, by name; 50 a page",
  permission: listPeople.permission,
  query: z.object({
    search: z.string().max(200).default("").meta({ description: "Part of a name or address." }),
    role: z.enum(ROLES).optional(),
    state: z.enum(["all", "active", "disabled"]).default("all"),
    cursor: pageCursor,
  }),
  answer: { status: 200, schema: PeopleList, description: "One page." },
  example: { query: { role: "admin", state: "active" } },
});

export const GET_PERSON = defineOperation({
  method: "GET",
  path: "/api/v1/people/{email}",
  tag,
  summary: "One person: roles, teams, when last seen",
  permission: getPerson.permission,
  answer: { status: 200, schema: PersonFacts, description: "The person." },
  example: PERSON,
});

export const SET_ROLES = defineOperation({
  method: "PATCH",
  path: "/api/v1/people/{email}/roles",
  tag,
  summary: "Give a person roles, or take them away",
  notes:
    "Everyone stays an engineer. Nobody changes their own roles, and the last administrator stays one.",
  permission: setRoles.permission,
  body: bodyOf(SetRolesInput, ["email"]),
  answer: {
    status: 200,
    schema: z.object({ email: z.string(), roles: z.array(z.enum(ROLES)), changed: z.boolean() }),
    description: "All roles of the person.",
  },
  example: { ...PERSON, body: { add: ["security"], remove: [] } },
});

export const DISABLE_PERSON = defineOperation({
  method: "POST",
  path: "/api/v1/people/{email}/disable",
  tag,
  summary: "Lock a person out at once: their sessions end, their tokens are revoked",
  permission: disablePerson.permission,
  body: bodyOf(DisablePersonInput, ["email"]),
  answer: { status: 200, schema: Changed.extend({ email: z.string() }), description: "Disabled." },
  example: { ...PERSON, body: { reason: "Left the company." } },
});

export const ENABLE_PERSON = defineOperation({
  method: "POST",
  path: "/api/v1/people/{email}/enable",
  tag,
  summary: "Let a disabled person sign in again; their old tokens stay revoked",
  permission: enablePerson.permission,
  answer: { status: 200, schema: Changed.extend({ email: z.string() }), description: "Enabled." },
  example: PERSON,
});

export const CREATE_TEAM = defineOperation({
  method: "POST",
  path: "/api/v1/teams",
  tag,
  summary: "Make a team that can own servers",
  permission: createTeam.permission,
  body: bodyOf(CreateTeamInput, []),
  answer: { status: 201, schema: NamedTeam, description: "`Location` leads to the team." },
  example: { body: { slug: "data-platform", ...ABOUT } },
});

export const GET_TEAM = defineOperation({
  method: "GET",
  path: "/api/v1/teams/{slug}",
  tag,
  summary: "One team: its members, and the servers it owns as far as you may see them",
  permission: getTeam.permission,
  answer: { status: 200, schema: TeamDetail, description: "The team." },
  example: TEAM,
});

export const CHANGE_TEAM = defineOperation({
  method: "PUT",
  path: "/api/v1/teams/{slug}",
  tag,
  summary: "Change how a team is shown: all fields anew; its short name stays",
  permission: changeTeam.permission,
  body: bodyOf(CreateTeamInput, ["slug"]),
  answer: { status: 200, schema: NamedTeam, description: "Changed." },
  example: { ...TEAM, body: ABOUT },
});

export const REMOVE_TEAM = defineOperation({
  method: "DELETE",
  path: "/api/v1/teams/{slug}",
  tag,
  summary: "Remove a team that owns nothing",
  permission: removeTeam.permission,
  answer: { status: 200, schema: Removed, description: "Removed." },
  example: TEAM,
});

export const ADD_MEMBER = defineOperation({
  method: "POST",
  path: "/api/v1/teams/{slug}/members",
  tag,
  summary: "Add a person to a team",
  permission: addMember.permission,
  body: bodyOf(TeamMemberInput, ["slug"]),
  answer: { status: 201, schema: Joined, description: "A member, or one already." },
  example: { ...TEAM, body: { email: "engineer@acme.example" } },
});

export const REMOVE_MEMBER = defineOperation({
  method: "DELETE",
  path: "/api/v1/teams/{slug}/members/{email}",
  tag,
  summary: "Take a person out of a team; what the team owns stays with the team",
  permission: removeMember.permission,
  answer: { status: 200, schema: Removed, description: "Removed." },
  example: { path: { ...TEAM.path, ...PERSON.path } },
});

export const GET_DESK = defineOperation({
  method: "GET",
  path: "/api/v1/me/desk",
  tag,
  summary: "What wants your attention, by date, and how the servers of your teams are doing",
  permission: getDesk.permission,
  answer: { status: 200, schema: DeskAnswer, description: "Your desk." },
});

export const LIST_MY_SERVERS = defineOperation({
  method: "GET",
  path: "/api/v1/me/servers",
  tag,
  summary: "What your teams own",
  permission: listMyServers.permission,
  answer: { status: 200, schema: MyServersAnswer, description: "Teams and servers." },
});
