import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { userContext } from "#lib/testing/context.ts";
import { getInternalDomains } from "./get-internal-domains.ts";
import { setInternalDomains } from "./set-internal-domains.ts";

const admin = () => userContext("admin");

test.each(["engineer", "security", "auditor"] as const)("%s does not set them", async (role) => {
  await expect(setInternalDomains(userContext(role), { domains: [] })).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("domains are kept in one spelling, once each, and the change is on record", async () => {
  const before = await getInternalDomains(admin(), {});
  await setInternalDomains(admin(), { domains: "*.Corp.example\n.lan, corp.example" });
  expect(await getInternalDomains(admin(), {})).toEqual(["corp.example", "lan"]);
  const log = await db.auditEvent.findMany({ where: { targetId: "anonymous-feed" } });
  expect(log.map((record) => record.after)).toContainEqual({
    internal_domains: ["corp.example", "lan"],
  });
  await setInternalDomains(admin(), { domains: before });
});

test.each(["https://corp.example", "corp example!", "-corp", "a..b"])(
  "%s is no domain",
  async (text) => {
    await expect(setInternalDomains(admin(), { domains: [text] })).rejects.toMatchObject({
      code: "invalid",
    });
  },
);
