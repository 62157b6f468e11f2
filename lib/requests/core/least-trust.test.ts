import { describe, expect, test } from "vitest";
import {
  isException,
  whyDangerous,
  whyNotTrusted,
  type Approving,
  type LeastTrust,
} from "./least-trust.ts";

const NOW = new Date("2026-11-26T12:00:00Z");
const low = (change: Partial<LeastTrust> = {}): LeastTrust => ({
  isEnough: false,
  label: "MTF-adapted L1 Basic",
  rule: { data: "confidential", minimum: 2, exceptionDays: 30 },
  steps: [
    {
      control: "SC-02",
      title: "Vulnerability Scanning",
      status: "fail",
      detail: "One advisory.",
      remediation: ["Update left to 1.0.1 or later."],
    },
  ],
  isBeingScanned: false,
  ...change,
});
const by = (change: Partial<Approving> = {}): Approving => ({
  capacity: "security",
  expiresAt: null,
  isExcepted: false,
  now: NOW,
  ...change,
});

test("what stands high enough is no question", () => {
  expect(whyNotTrusted(low({ isEnough: true }), by())).toBeNull();
});

test("while it is being scanned, the refusal says to wait", () => {
  expect(whyNotTrusted(low({ label: null, steps: [], isBeingScanned: true }), by())).toContain(
    "nobody has scanned this version. It is being scanned now: decide when the scan has ended.",
  );
});

test("dangers are refused in words, and only dangers", () => {
  expect(whyDangerous([])).toBeNull();
  expect(whyDangerous(["It contains malware (CQ-02)."])).toMatch(
    /^It cannot be approved: It contains malware \(CQ-02\)\. .*Reject it/,
  );
});

test("a refusal says what is asked, what is missing, and who could do what", () => {
  expect(whyNotTrusted(low(), by())).toBe(
    "The review policy asks for trust level L2 Standard or higher for confidential data, and this version stands at MTF-adapted L1 Basic. What is missing: Vulnerability Scanning (SC-02): Update left to 1.0.1 or later. Request changes, or decide again after a better scan. A reviewer of security may approve it with an end date within 30 days (“Approved until”, under the conditions).",
  );
  expect(whyNotTrusted(low({ label: null, steps: [] }), by())).toMatch(
    /nobody has scanned this version\. Ask for a scan/,
  );
  const never = low({ rule: { data: "restricted", minimum: 3, exceptionDays: 0 } });
  expect(whyNotTrusted(never, by())).toMatch(/the policy knows no exception\.$/);
});

describe("below it approves", () => {
  const soon = "2026-12-26T12:00:00Z";
  test.each<[string, Partial<Approving>, boolean]>([
    ["security with an end within the days", { expiresAt: soon }, true],
    ["nobody with an end after them", { expiresAt: "2026-12-26T12:00:01Z" }, false],
    ["nobody without an end", {}, false],
    ["no owner team by itself", { capacity: "owner_team", expiresAt: soon }, false],
    ["no administrator by themselves", { capacity: "admin", expiresAt: soon }, false],
    ["anybody after security has", { capacity: "owner_team", isExcepted: true }, true],
  ])("%s", (_sentence, approving, expected) => {
    expect(isException(low(), by(approving))).toBe(expected);
  });

  test("nobody where the policy knows no exception", () => {
    const never = low({ rule: { data: "internal", minimum: 1, exceptionDays: 0 } });
    expect(isException(never, by({ expiresAt: soon }))).toBe(false);
    expect(isException(never, by({ isExcepted: true }))).toBe(false);
  });
});
