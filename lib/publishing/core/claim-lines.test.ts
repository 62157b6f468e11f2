import { expect, test } from "vitest";
import { claimLines, readClaimLines } from "./claim-lines.ts";

test("claims come back as they were written", () => {
  const claims = { repository: "acme/files", sub: "repo:acme/files:ref:x=y" };
  expect(readClaimLines(claimLines(claims))).toEqual({ ok: true, claims });
  expect(readClaimLines("\n repository=acme/files \r\n\n")).toEqual({
    ok: true,
    claims: { repository: "acme/files" },
  });
  expect(readClaimLines("")).toEqual({ ok: true, claims: {} });
});

test.each(["repository", "= acme/files", "repository =", "ref = a\nref = b"])(
  "%j is refused",
  (text) => expect(readClaimLines(text)).toMatchObject({ ok: false }),
);
