import { expect, test } from "vitest";
import { registryStatus } from "./registry-status.ts";
import { LIFECYCLE_LABELS, type ServerLifecycle } from "./words.ts";

const STATES = Object.keys(LIFECYCLE_LABELS) as ServerLifecycle[];

/** Every pair by hand: rows are the server, columns the version, both in the order of STATES. */
const EXPECTED: Record<ServerLifecycle, string> = {
  candidate: "- - - - - -",
  in_review: "- - - - - -",
  approved: "- - active deprecated deleted -",
  deprecated: "- - deprecated deprecated deleted -",
  retired: "- - deleted deleted deleted -",
  rejected: "- - - - - -",
};

test.each(STATES)(
  "a server that is %s shows its versions as written by hand",
  (serverLifecycle) => {
    const statuses = STATES.map(
      (versionLifecycle) =>
        registryStatus({ serverLifecycle, quarantined: false, versionLifecycle }) ?? "-",
    );
    expect(statuses.join(" ")).toBe(EXPECTED[serverLifecycle]);
  },
);

test("quarantine turns whatever clients see into deleted, and reveals nothing else", () => {
  for (const serverLifecycle of STATES)
    for (const versionLifecycle of STATES) {
      const free = registryStatus({ serverLifecycle, quarantined: false, versionLifecycle });
      const held = registryStatus({ serverLifecycle, quarantined: true, versionLifecycle });
      expect(held).toBe(free === null ? null : "deleted");
    }
});
