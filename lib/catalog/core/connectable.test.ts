import { expect, test } from "vitest";
import { connectRefusal } from "./connectable.ts";
import type { ServerLifecycle } from "./words.ts";

const facts = (lifecycle: ServerLifecycle, quarantined = false) => ({
  lifecycle,
  quarantined,
  revoked: false,
  lapsed: false,
  inBrownout: false,
  versionLifecycle: "approved" as const,
  owner: "Data",
});

test("only approved and deprecated servers outside quarantine may be connected", () => {
  const all = ["candidate", "in_review", "approved", "deprecated", "retired", "rejected"] as const;
  expect(all.filter((state) => connectRefusal(facts(state)) === null)).toEqual([
    "approved",
    "deprecated",
  ]);
  expect(all.filter((state) => connectRefusal(facts(state, true)) === null)).toEqual([]);
});

test("a revoked version is not connected, and nothing lesser is said of it", () => {
  const revoked = { ...facts("deprecated"), revoked: true, lapsed: true };
  expect(connectRefusal(revoked)?.title).toBe("Revoked: do not connect");
  expect(connectRefusal(revoked)?.next).toContain("Data or security");
  expect(connectRefusal({ ...revoked, quarantined: true })?.title).toContain("Quarantined");
});

test.each([null, "retired", "candidate", "rejected"] as const)(
  "an approved server whose latest version is %s cannot be connected",
  (versionLifecycle) => {
    expect(connectRefusal({ ...facts("approved"), versionLifecycle })).toMatchObject({
      title: "No version is approved",
    });
  },
);

test("a refusal says whom to ask, also when nobody owns the server", () => {
  expect(connectRefusal(facts("candidate"))?.next).toContain("Data or security");
  expect(connectRefusal({ ...facts("candidate"), owner: null })?.next).toContain("Ask security");
});

test("a version whose approval has run out is not connected, and its renewal can be asked for", () => {
  const lapsed = { ...facts("approved"), lapsed: true };
  expect(connectRefusal(lapsed)).toMatchObject({
    title: "Its approval has run out",
    next: expect.stringContaining("Data has to ask") as string,
    renewal: true,
  });
  expect(connectRefusal({ ...lapsed, owner: null })?.next).toContain("Its owner has to ask");
  expect(connectRefusal({ ...lapsed, quarantined: true })?.title).toContain("Quarantined");
});

test("a server in a brown-out is not connected at that hour", () => {
  expect(connectRefusal({ ...facts("deprecated"), inBrownout: true })?.title).toBe(
    "Withheld at this hour",
  );
});
