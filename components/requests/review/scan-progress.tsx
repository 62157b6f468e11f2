import { LiveScan } from "#components/trust/live-scan.tsx";
import { momentWords } from "#components/trust/trust-words.ts";
import { Callout } from "#components/ui/callout.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { scanWaits } from "#lib/requests/core/scan-waits.ts";
import type { RequestTrust } from "#lib/requests/request-trust.ts";
import { WHO_MAY_SCAN } from "#lib/trust/core/who-may-scan.ts";
import type { ScanView } from "#lib/trust/trust-parts.ts";

type Props = {
  /** Of the request: R-12. */
  number: string;
  trust: Pick<RequestTrust, "scan" | "scansByItself">;
};

/** What the scan of a request is doing, or why it brought less than all. */
export function ScanProgress({ number, trust: { scan, scansByItself } }: Props) {
  if (scan === null) return null;
  const { id, state, step, error } = scan;
  const live = { address: `/api/v1/requests/${number}/trust`, scan: { id, state, step } };
  if (scanWaits(scan, scansByItself) === "to_be_started")
    return (
      <Callout tone="hold" title="Nobody has started its scan yet">
        <p>
          {SCANS_ARE_OFF} {WHO_MAY_SCAN}
        </p>
        <LiveScan {...live} queued="Once somebody does, this page shows it." />
      </Callout>
    );
  if (state === "queued" || state === "running")
    return (
      <Callout
        tone="info"
        title={state === "queued" ? "Waiting to be scanned" : "Being scanned now"}
      >
        <LiveScan {...live} />
      </Callout>
    );
  if (error === null) return null;
  return (
    <Callout
      tone={state === "failed" ? "warning" : "hold"}
      title={
        state === "failed"
          ? "The scan did not get to an end"
          : "The scan could not reach everything"
      }
    >
      <p className="break-words">{showHidden(error)}</p>
      <Again scan={scan} />
    </Callout>
  );
}

/** TRUST_SCANS=off */
export const SCANS_ARE_OFF =
  "Scans are off here (TRUST_SCANS): nothing is scanned before somebody asks for it. Whoever operates Gatehouse may turn them on.";

function Again({ scan: { nextTryAt } }: { scan: ScanView }) {
  if (nextTryAt === null) return null;
  return (
    <p>
      It is tried again from{" "}
      <time dateTime={nextTryAt.toISOString()}>{momentWords(nextTryAt)}</time> on.
    </p>
  );
}
