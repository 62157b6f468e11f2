import { randomUUID } from "node:crypto";
import { ANONYMOUS, systemActor, type Role, type TokenScope } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";

const at = () => ({ now: new Date(), requestId: randomUUID() });

type Options = { id?: string; teamIds?: string[]; scopes?: TokenScope[]; signedInAt?: Date };

/** A person with `engineer` and one more role, or a token of theirs when scopes are given. */
export function userContext(role: Role, options: Options = {}): Context {
  return {
    ...at(),
    actor: {
      kind: "user",
      id: options.id ?? randomUUID(),
      name: `Test ${role}`,
      roles: role === "engineer" ? ["engineer"] : ["engineer", role],
      teamIds: options.teamIds ?? [],
      token: options.scopes ? { id: randomUUID(), scopes: options.scopes } : null,
      sessionId: null,
      authenticatedAt: options.signedInAt ?? new Date(),
    },
  };
}

export const systemContext = (): Context => ({ ...at(), actor: systemActor("test", "Test") });
export const anonymousContext = (): Context => ({ ...at(), actor: ANONYMOUS });
