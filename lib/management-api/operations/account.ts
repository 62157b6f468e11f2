import { z } from "zod";
import { TOKEN_SCOPES } from "#lib/kernel/actor.ts";
import { MAIL_CHOICES } from "#lib/notifications/core/mail-choice.ts";
import { getPreferences } from "#lib/notifications/get-preferences.ts";
import { SetPreferencesInput } from "#lib/notifications/schemas.ts";
import { setPreferences } from "#lib/notifications/set-preferences.ts";
import { Email } from "#lib/people/schemas.ts";
import { createToken } from "#lib/tokens/create-token.ts";
import { listTokens } from "#lib/tokens/list-tokens.ts";
import { revokeToken } from "#lib/tokens/revoke-token.ts";
import { CreateTokenInput } from "#lib/tokens/schemas.ts";
import { listViews } from "#lib/views/list-views.ts";
import { removeView } from "#lib/views/remove-view.ts";
import { saveView } from "#lib/views/save-view.ts";
import { ListViewsInput, SaveViewInput } from "#lib/views/schemas.ts";
import { Removed, time } from "../answers/common.ts";
import { bodyOf, pageCursor } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { ID } from "./examples.ts";

const VIEW = { name: "Ours, public", query: "team=platform&classification=public", shared: false };
const SavedView = z.object({ id: z.uuid(), query: z.string() });

export const LIST_TOKENS = defineOperation({
  method: "GET",
  path: "/api/v1/tokens",
  tag: "Tokens",
  summary: "Personal access tokens, the newest first; 50 a page",
  notes: "Yours; `of=everyone` or `email` for administrators. No answer holds the text of a token.",
  permission: listTokens.permission,
  query: z.object({
    of: z.enum(["me", "everyone"]).default("me"),
    email: Email.optional(),
    state: z.enum(["live", "all"]).default("live"),
    search: z.string().max(200).default(""),
    cursor: pageCursor,
  }),
  answer: {
    status: 200,
    schema: z.object({
      tokens: z.array(
        z.object({
          id: z.uuid(),
          name: z.string(),
          prefix: z.string().meta({ description: "How it begins, to find it in a file." }),
          scopes: z.array(z.enum(TOKEN_SCOPES)),
          createdAt: time,
          expiresAt: time,
          lastUsedAt: time.nullable(),
          revokedAt: time.nullable(),
          state: z.enum(["live", "expired", "revoked"]),
          person: z.object({ email: z.string(), name: z.string() }),
        }),
      ),
      total: z.number().int(),
      nextCursor: z.string().nullable(),
    }),
    description: "One page.",
  },
});

export const CREATE_TOKEN = defineOperation({
  method: "POST",
  path: "/api/v1/tokens",
  tag: "Tokens",
  summary: "Make a token for yourself",
  notes:
    "Its text is in this answer and nowhere else: a repetition with the same Idempotency-Key gets null in its place. One that is made by a token has no more scopes, ends no later, and counts as signed in when that one did: see `expiresAt`.",
  permission: createToken.permission,
  body: bodyOf(CreateTokenInput, ["email"]),
  answer: {
    status: 201,
    schema: z.object({ id: z.uuid(), token: z.string().nullable(), expiresAt: time }),
    description: "The token, once.",
  },
  secrets: ["token"],
  example: { body: { name: "Nightly report", scopes: ["catalog:read"], expiresInDays: 30 } },
});

export const REVOKE_TOKEN = defineOperation({
  method: "DELETE",
  path: "/api/v1/tokens/{id}",
  tag: "Tokens",
  summary: "Stop a token at once and for good: yours, or anybody's for administrators",
  permission: revokeToken.permission,
  answer: {
    status: 200,
    schema: z.object({ name: z.string(), changed: z.boolean() }),
    description: "It works no more.",
  },
  example: ID,
});

export const GET_PREFERENCES = defineOperation({
  method: "GET",
  path: "/api/v1/notifications/preferences",
  tag: "Inbox",
  summary: "How you are told of each topic by mail",
  permission: getPreferences.permission,
  answer: {
    status: 200,
    schema: z.object({
      preferences: z.array(
        z.object({
          topic: z.string(),
          label: z.string(),
          mail: z.enum(MAIL_CHOICES),
          usual: z.enum(MAIL_CHOICES),
        }),
      ),
    }),
    description: "Every topic.",
  },
});

export const SET_PREFERENCES = defineOperation({
  method: "PATCH",
  path: "/api/v1/notifications/preferences",
  tag: "Inbox",
  summary: "Choose how you are told; topics that you leave out stay as they are",
  permission: setPreferences.permission,
  body: bodyOf(SetPreferencesInput, []),
  answer: {
    status: 200,
    schema: z.object({ changed: z.number().int() }),
    description: "How many topics changed.",
  },
  example: { body: { topics: { "request.submitted": "digest" } } },
});

export const LIST_VIEWS = defineOperation({
  method: "GET",
  path: "/api/v1/views",
  tag: "Servers",
  summary: "Saved filters of a page: yours, then those that others share",
  permission: listViews.permission,
  query: ListViewsInput,
  answer: {
    status: 200,
    schema: z.object({
      views: z.array(
        z.object({
          ...{ id: z.uuid(), name: z.string(), query: z.string() },
          ...{ shared: z.boolean(), mine: z.boolean(), ownerName: z.string().nullable() },
        }),
      ),
    }),
    description: "At most 200.",
  },
});

export const SAVE_VIEW = defineOperation({
  method: "POST",
  path: "/api/v1/views",
  tag: "Servers",
  summary: "Save filters of the browse page under a name",
  permission: saveView.permission,
  body: bodyOf(SaveViewInput, ["id"]),
  answer: { status: 201, schema: SavedView, description: "Saved." },
  example: { body: VIEW },
});

export const CHANGE_VIEW = defineOperation({
  method: "PUT",
  path: "/api/v1/views/{id}",
  tag: "Servers",
  summary: "Change a view of yours: all fields anew",
  permission: saveView.permission,
  body: bodyOf(SaveViewInput, ["id"]),
  answer: { status: 200, schema: SavedView, description: "Changed." },
  example: { ...ID, body: VIEW },
});

export const REMOVE_VIEW = defineOperation({
  method: "DELETE",
  path: "/api/v1/views/{id}",
  tag: "Servers",
  summary: "Remove a view of yours, for everybody if it was shared",
  permission: removeView.permission,
  answer: { status: 200, schema: Removed, description: "Removed." },
  example: ID,
});
