/** Whether a version stands high enough to be approved, and in which words it is refused. */
import { leastWords } from "#lib/reviews/core/trust-rules.ts";
import type { DataClassification } from "#lib/catalog/core/words.ts";
import type { Step } from "#lib/trust/core/next-level.ts";
import type { Level } from "#lib/trust/core/words.ts";
import type { Capacity } from "./words.ts";

export type LeastTrust = {
  isEnough: boolean;
  /** `MTF-adapted L1 Basic`; null: nobody has scanned it. */
  label: string | null;
  rule: { data: DataClassification; minimum: Level; exceptionDays: number };
  steps: readonly Step[];
  /** A scan waits or runs. */
  isBeingScanned: boolean;
};

export type Approving = {
  capacity: Capacity;
  /** RFC 3339; null: the approval names no end. */
  expiresAt: string | null;
  /** Somebody of security has approved this revision with an end already. */
  isExcepted: boolean;
  now: Date;
};

const DAY_MS = 86_400_000;
const MOST_NAMED = 5;

/** Null: it may be approved; else why not, what is missing, and who could do what. */
export function whyNotTrusted(trust: LeastTrust, approving: Approving): string | null {
  if (trust.isEnough || isException(trust, approving)) return null;
  return [standsAt(trust), missingOf(trust), exceptionWords(trust)].join(" ");
}

/** What the policy lets security do: approve below it, until a day that is not too far away. */
export function isException({ rule }: LeastTrust, approving: Approving): boolean {
  const { capacity, expiresAt, isExcepted, now } = approving;
  if (rule.exceptionDays === 0) return false;
  if (isExcepted) return true;
  if (capacity !== "security" || expiresAt === null) return false;
  return Date.parse(expiresAt) <= now.getTime() + rule.exceptionDays * DAY_MS;
}

function standsAt({ label, rule: { data, minimum } }: LeastTrust): string {
  const stands =
    label === null ? "nobody has scanned this version" : `this version stands at ${label}`;
  return `The review policy asks for trust level ${leastWords(minimum)} or higher for ${data} data, and ${stands}.`;
}

function missingOf({ label, steps, isBeingScanned }: LeastTrust): string {
  if (isBeingScanned) return "It is being scanned now: decide when the scan has ended.";
  if (label === null)
    return "Ask for a scan: beside the request, under Trust, or on its Trust tab.";
  if (steps.length === 0) return "Ask for another scan: it says what is missing.";
  const named = steps.slice(0, MOST_NAMED).map(stepWords);
  const more = steps.length - named.length;
  return `What is missing: ${named.join("; ")}${more > 0 ? `; and ${more} more in its trust report` : ""}.`;
}

/** @param dangers in words, none: null. Nobody's approval changes what these are. */
export function whyDangerous(dangers: readonly string[]): string | null {
  if (dangers.length === 0) return null;
  return `It cannot be approved: ${dangers.join(" ")} Nobody may accept that for a time. Reject it, or request changes and a version without it; where the finding is wrong, ask for another scan once its cause is gone.`;
}

const stepWords = ({ control, title, remediation, detail }: Step): string =>
  `${title} (${control}): ${(remediation[0] ?? detail).replace(/\.$/, "")}`;

function exceptionWords({ rule: { exceptionDays } }: LeastTrust): string {
  if (exceptionDays === 0)
    return "Request changes, or decide again after a better scan: the policy knows no exception.";
  const days = exceptionDays === 1 ? "1 day" : `${exceptionDays} days`;
  return `Request changes, or decide again after a better scan. A reviewer of security may approve it with an end date within ${days} (“Approved until”, under the conditions).`;
}
