import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { recoveryOf } from "#lib/revocations/core/recovery.ts";
import { RecoverySteps } from "./recovery-steps.tsx";

const REVOKED = new Date("2026-11-27T06:00:00Z");

test.each([
  ["at once", 0, ["due in 24 hours", "due in 2 days", "due in 7 days"]],
  ["30 hours later", 30, ["overdue by 6 hours", "due in 18 hours", "due in 6 days"]],
])("%s, each step says by when it is due", (_when, hours, due) => {
  const now = new Date(REVOKED.getTime() + hours * 3_600_000);
  const recovery = recoveryOf({ kind: "compromised", at: REVOKED, stopsSomething: true }, [], now);
  if (recovery === null) throw new Error("Nothing has to be recovered.");
  const html = renderToStaticMarkup(
    <RecoverySteps {...{ id: "one", recovery, now, record: null }} />,
  );
  expect(html.match(/(?:due in|overdue by) \d+ \w+/g)).toEqual(due);
});
