import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { AuditChangeView } from "#lib/audit-changes/list-audit-changes.ts";
import { KEPT_KINDS, LEAST_DAYS } from "#lib/audit/core/retention.ts";
import { LogView } from "./log-view.tsx";

const now = new Date("2026-11-26T12:00:00.000Z");
const action = () => Promise.resolve({ status: "idle" as const });
const actions = {
  proposeAction: action,
  confirmAction: action,
  declineAction: action,
  withdrawAction: action,
};
const open: AuditChangeView = {
  id: "c1",
  kind: "subject.erase",
  state: "open",
  lines: [{ term: "Person", now: null, then: "Eve (eve@acme.example)" }],
  reason: "She asked for it",
  proposedBy: { id: "a", name: "Ada" },
  proposedAt: now,
  expiresAt: now,
  decidedBy: null,
  decidedAt: null,
  note: null,
  allowed: ["confirm", "decline"],
  whyNot: null,
};
const view = (more: { isFresh?: boolean; proposes?: boolean; auditors?: number }) =>
  renderToStaticMarkup(
    <LogView
      settings={{
        retention: KEPT_KINDS.map((kind) => ({
          kind,
          days: null,
          least: LEAST_DAYS[kind],
          removed: 0,
        })),
        holds: [],
        erasures: [],
        auditors: Array.from({ length: more.auditors ?? 1 }, () => ({ id: "u", name: "Uma" })),
      }}
      open={[open]}
      decided={[]}
      now={now}
      powers={{ proposes: more.proposes ?? true, isFresh: more.isFresh ?? true }}
      actions={actions}
    />,
  );

test("who signed in long ago is asked to sign in again before they fill anything in", () => {
  const stale = view({ isFresh: false });
  expect(stale).toContain("/sign-in?fresh=1&amp;next=%2Fadmin%2Flog");
  for (const words of ["Propose a hold", "Propose an erasure", "Confirm…", "Decline…"]) {
    expect(stale).not.toContain(words);
    expect(view({})).toContain(words);
  }
});

test("who only decides is offered no forms", () => {
  const auditor = view({ proposes: false });
  expect(auditor).toContain("Confirm…");
  expect(auditor).not.toContain("Propose a hold");
});

test("where nobody can be the second person, the page says so and what to do", () => {
  expect(view({ auditors: 0 })).toContain("Nobody else here has the role auditor");
  expect(view({})).not.toContain("Nobody else here");
});

test("what an erasure takes and what it leaves is said beside the form", () => {
  const page = view({});
  expect(page).toContain("Is erased");
  expect(page).toContain("Backups made before");
});
