import type { ReactNode } from "react";
import { OneButtonForm } from "#components/admin/one-button-form.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { FormState } from "#lib/actions/form-action.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { WHO_MAY_SCAN } from "#lib/trust/core/who-may-scan.ts";
import type { TrustView } from "#lib/trust/get-trust.ts";
import type { ScanView } from "#lib/trust/trust-parts.ts";
import { LiveScan } from "./live-scan.tsx";
import { trustAddress } from "./trust-address.ts";
import { momentWords, TRIGGER_WORDS } from "./trust-words.ts";

export type ScanAction = (previous: FormState, form: FormData) => Promise<FormState>;
type Props = { name: string; trust: TrustView; now: Date; action: ScanAction };

/** The scan that waits, runs or ran last, and the button for another one. */
export function ScanPanel(props: Props) {
  const { trust } = props;
  const { scan } = trust;
  if (scan === null)
    return (
      <Line {...props}>
        {trust.standing === null ? "It was not scanned yet." : "No scan waits or runs."}
      </Line>
    );
  switch (scan.state) {
    case "queued":
    case "running":
      return <UnderWay {...props} scan={scan} />;
    case "failed":
      return (
        <Callout tone="warning" title="The last scan did not get to an end">
          <p className="break-words">{showHidden(scan.error ?? "It did not say why.")}</p>
          <Again scan={scan} />
          <ScanNow {...props} />
        </Callout>
      );
    case "done":
      return <Done {...props} scan={scan} />;
  }
}

function UnderWay({ scan, ...props }: Props & { scan: ScanView }) {
  const { id, state, step, trigger, requestedAt } = scan;
  const waits = state === "queued";
  return (
    <Callout tone="info" title={waits ? "A scan is waiting" : "A scan is running"}>
      <LiveScan
        address={trustAddress(props.name, "summary", { version: props.trust.version })}
        scan={{ id, state, step }}
      />
      <p className="text-sm text-subtle">
        In the queue since{" "}
        <time dateTime={requestedAt.toISOString()}>{momentWords(requestedAt)}</time>.{" "}
        {TRIGGER_WORDS[trigger]}.
      </p>
      {waits && trigger !== "asked" && <ScanNow {...props} />}
    </Callout>
  );
}

function Done({ scan, ...props }: Props & { scan: ScanView }) {
  if (scan.error !== null)
    return (
      <Callout tone="hold" title="The last scan could not reach everything">
        <p className="break-words">{showHidden(scan.error)}</p>
        <Again scan={scan} />
        <ScanNow {...props} />
      </Callout>
    );
  return (
    <Line {...props}>
      Last scanned <RelativeTime at={scan.finishedAt ?? scan.requestedAt} now={props.now} />.{" "}
      {TRIGGER_WORDS[scan.trigger]}.
    </Line>
  );
}

function Again({ scan: { nextTryAt } }: { scan: ScanView }) {
  if (nextTryAt === null) return null;
  return (
    <p className="text-sm">
      It is tried again from{" "}
      <time dateTime={nextTryAt.toISOString()}>{momentWords(nextTryAt)}</time> on.
    </p>
  );
}

function Line({ children, ...props }: Props & { children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 text-sm text-muted">
      <p>{children}</p>
      <ScanNow {...props} />
    </div>
  );
}

/** The button, or who has one. */
function ScanNow({ name, trust, action }: Props) {
  if (!trust.options.some(({ isScannable }) => isScannable)) return null;
  if (!trust.mayScan) return <p className="max-w-prose text-sm text-subtle">{WHO_MAY_SCAN}</p>;
  return (
    <div className="py-1">
      <OneButtonForm action={action} fields={{ name, version: trust.version }}>
        Scan now
      </OneButtonForm>
    </div>
  );
}
