import { LiveScan } from "#components/trust/live-scan.tsx";
import { momentWords } from "#components/trust/trust-words.ts";
import { Callout } from "#components/ui/callout.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { ScanView } from "#lib/trust/trust-parts.ts";

type Props = {
  /** Of the request: R-12. */
  number: string;
  scan: ScanView | null;
};

/** What the scan of a request is doing, or why it brought less than all. */
export function ScanProgress({ number, scan }: Props) {
  if (scan === null) return null;
  const { id, state, step, error } = scan;
  if (state === "queued" || state === "running")
    return (
      <Callout
        tone="info"
        title={state === "queued" ? "Waiting to be scanned" : "Being scanned now"}
      >
        <LiveScan address={`/api/v1/requests/${number}/trust`} scan={{ id, state, step }} />
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

function Again({ scan: { nextTryAt } }: { scan: ScanView }) {
  if (nextTryAt === null) return null;
  return (
    <p>
      It is tried again from{" "}
      <time dateTime={nextTryAt.toISOString()}>{momentWords(nextTryAt)}</time> on.
    </p>
  );
}
