import { describe, expect, test } from "vitest";
import {
  admitsApproval,
  decideVersion,
  type ImportMode,
  type Incoming,
  type KnownServer,
  type KnownVersion,
} from "./decide-version.ts";

const LIFECYCLES = [
  "candidate",
  "in_review",
  "approved",
  "deprecated",
  "retired",
  "rejected",
] as const;
const server = (more: Partial<KnownServer> = {}): KnownServer => ({
  lifecycle: "approved",
  quarantined: false,
  origin: "community",
  ...more,
});
const version = (more: Partial<KnownVersion> = {}): KnownVersion => ({
  lifecycle: "approved",
  statusMessage: null,
  checksum: "a",
  meta: "{}",
  metaStatus: "active",
  publishedAt: "2025-01-01T00:00:00.000000Z",
  ...more,
});
const incoming = (more: Partial<Incoming> = {}): Incoming => ({
  status: "active",
  statusMessage: null,
  publishedAt: "2025-01-01T00:00:00.000000Z",
  checksum: "a",
  meta: "{}",
  ...more,
});
const mode = (more: Partial<ImportMode> = {}): ImportMode => ({
  approve: false,
  expose: false,
  fromMirror: true,
  ...more,
});

/** What becomes of a stored version when upstream sends this status: written out by hand. */
const SAME_DOCUMENT: Record<string, Record<string, string>> = {
  candidate: { active: "unchanged", deprecated: "unchanged", deleted: "retired" },
  in_review: { active: "unchanged", deprecated: "unchanged", deleted: "unchanged" },
  approved: { active: "unchanged", deprecated: "deprecated", deleted: "retired" },
  deprecated: { active: "unchanged", deprecated: "unchanged", deleted: "retired" },
  retired: { active: "unchanged", deprecated: "unchanged", deleted: "unchanged" },
  rejected: { active: "unchanged", deprecated: "unchanged", deleted: "unchanged" },
};

describe("the same document", () => {
  for (const lifecycle of LIFECYCLES)
    for (const status of ["active", "deprecated", "deleted"] as const)
      test(`${lifecycle} here and ${status} upstream: ${SAME_DOCUMENT[lifecycle]?.[status] ?? ""}`, () => {
        const decision = decideVersion(server(), version({ lifecycle }), {
          incoming: incoming({ status }),
          mode: mode(),
        });
        const became = decision.outcome === "updated" ? decision.next.lifecycle : decision.outcome;
        expect(became).toBe(SAME_DOCUMENT[lifecycle]?.[status]);
      });
});

/** Another document, without and with approval: taken, kept (refused), or retired. */
const OTHER_DOCUMENT: Record<string, [string, string]> = {
  candidate: ["candidate", "approved"],
  in_review: ["refused", "refused"],
  approved: ["refused", "approved"],
  deprecated: ["refused", "deprecated"],
  retired: ["refused", "refused"],
  rejected: ["refused", "refused"],
};

describe("another document", () => {
  for (const lifecycle of LIFECYCLES)
    for (const approve of [false, true])
      test(`${lifecycle} here, ${approve ? "with" : "without"} approval`, () => {
        const decision = decideVersion(server(), version({ lifecycle }), {
          incoming: incoming({ checksum: "b" }),
          mode: mode({ approve }),
        });
        const became = decision.outcome === "updated" ? decision.next.lifecycle : decision.outcome;
        expect(became).toBe(OTHER_DOCUMENT[lifecycle]?.[approve ? 1 : 0]);
        if (decision.outcome === "refused") expect(decision.field).toBe("document");
        const approvedAnew = decision.outcome === "updated" && decision.next.approve;
        expect(approvedAnew).toBe(approve && became !== "refused");
      });

  test("an approved one that is also deleted upstream is retired, its document kept", () => {
    expect(
      decideVersion(server(), version(), {
        incoming: incoming({ checksum: "b", status: "deleted" }),
        mode: mode(),
      }),
    ).toMatchObject({ outcome: "updated", next: { lifecycle: "retired", takeDocument: false } });
  });
});

describe("approval", () => {
  test.each([
    ["a new server", null, true],
    ["a candidate", server({ lifecycle: "candidate" }), true],
    ["an approved one", server(), true],
    ["a deprecated one", server({ lifecycle: "deprecated" }), true],
    ["one in review", server({ lifecycle: "in_review" }), false],
    ["a rejected one", server({ lifecycle: "rejected" }), false],
    ["a retired one", server({ lifecycle: "retired" }), false],
    ["one in quarantine", server({ quarantined: true }), false],
  ])("%s admits it or not", (_name, known, admits) => {
    expect(admitsApproval(known)).toBe(admits);
    const decision = decideVersion(known, null, {
      incoming: incoming(),
      mode: mode({ approve: true }),
    });
    expect(decision).toMatchObject({
      outcome: "imported",
      next: { lifecycle: admits ? "approved" : "candidate", approve: admits },
    });
  });

  test("what upstream withdrew and brings back returns only with approval", () => {
    const gone = version({ lifecycle: "retired", metaStatus: "deleted" });
    const back = (approve: boolean) =>
      decideVersion(server(), gone, { incoming: incoming(), mode: mode({ approve }) });
    expect(back(false)).toEqual({ outcome: "unchanged" });
    expect(back(true)).toMatchObject({ next: { lifecycle: "approved", approve: true } });
    const ours = version({ lifecycle: "retired", metaStatus: "active" });
    expect(
      decideVersion(server(), ours, { incoming: incoming(), mode: mode({ approve: true }) }),
    ).toEqual({ outcome: "unchanged" });
  });
});

describe("warnings", () => {
  const warned = incoming({ status: "deprecated", statusMessage: "Use the other", meta: "{2}" });

  test("one of our own keeps its words and outlives upstream's", () => {
    const own = version({ lifecycle: "deprecated", statusMessage: "Ours" });
    expect(decideVersion(server(), own, { incoming: warned, mode: mode() })).toMatchObject({
      next: { lifecycle: "deprecated", statusMessage: "Ours" },
      changed: ["_meta"],
    });
    expect(decideVersion(server(), own, { incoming: incoming(), mode: mode() })).toEqual({
      outcome: "unchanged",
    });
  });

  test("upstream's goes when upstream lifts it", () => {
    const theirs = version({
      lifecycle: "deprecated",
      metaStatus: "deprecated",
      statusMessage: "x",
    });
    expect(decideVersion(server(), theirs, { incoming: incoming(), mode: mode() })).toMatchObject({
      next: { lifecycle: "approved", statusMessage: null, approve: false },
    });
  });
});

test("no mirror may change one of our own servers, an administrator's import may", () => {
  const own = server({ origin: "internal" });
  const what = { incoming: incoming(), mode: mode() };
  expect(decideVersion(own, null, what)).toMatchObject({ outcome: "refused", field: "name" });
  const byHand = { ...what, mode: mode({ fromMirror: false }) };
  expect(decideVersion(own, null, byHand)).toMatchObject({ outcome: "imported" });
});
