import type { TokenScope } from "#lib/kernel/actor.ts";

/** Scopes that a token may not hand on, because it does not have them; `admin` has all. */
export const scopesBeyond = (
  own: readonly TokenScope[],
  asked: readonly TokenScope[],
): TokenScope[] => (own.includes("admin") ? [] : asked.filter((scope) => !own.includes(scope)));
