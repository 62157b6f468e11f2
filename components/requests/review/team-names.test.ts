import { expect, test } from "vitest";
import { payloadWords } from "#lib/requests/core/payload-words.ts";
import { teamNames } from "./team-names.ts";

test("the owner team that is asked for is shown by its name", () => {
  const names = teamNames({ slug: "design-systems", name: "Design systems" }, null);
  expect(payloadWords({ ownerTeam: "design-systems" }, names)[0]?.values).toEqual([
    "Design systems",
  ]);
  expect(payloadWords({ ownerTeam: "gone" }, names)[0]?.values).toEqual(["gone"]);
});

test("two teams of one name are told apart", () => {
  const [one, other] = ["pay", "pay-eu"].map((slug) => ({ slug, name: "Payments" }));
  expect([...teamNames(one, other).values()]).toEqual(["Payments (pay)", "Payments (pay-eu)"]);
  expect([...teamNames(one, one).values()]).toEqual(["Payments"]);
});
