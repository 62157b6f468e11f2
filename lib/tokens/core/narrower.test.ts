import { expect, test } from "vitest";
import { TOKEN_SCOPES, type TokenScope } from "#lib/kernel/actor.ts";
import { scopesBeyond } from "./narrower.ts";

test.each<[TokenScope[], TokenScope[], TokenScope[]]>([
  [["catalog:read"], ["catalog:read"], []],
  [["catalog:read", "audit:read"], ["audit:read"], []],
  [["catalog:read"], ["registry:read", "catalog:read"], ["registry:read"]],
  [[], ["admin"], ["admin"]],
  [["catalog:read"], ["admin"], ["admin"]],
  [["admin"], [...TOKEN_SCOPES], []],
])("a token with %j that is asked for %j does not have %j", (own, asked, beyond) =>
  expect(scopesBeyond(own, asked)).toEqual(beyond),
);
