import { Tabs } from "#components/ui/tabs.tsx";
import { SINK_KINDS, type SinkKind } from "#lib/audit-sinks/core/sink-kinds.ts";
import { NEW_SINK_PATH } from "#lib/audit-sinks/core/sink-paths.ts";

const SHORT: Record<SinkKind, string> = {
  otlp: "OpenTelemetry",
  syslog: "Syslog",
  splunk_hec: "Splunk",
  webhook: "Webhook",
  s3: "Object store",
  file: "File",
};

/** One form for each kind of sink, under an address of its own. */
export function KindTabs({ kind }: { kind: SinkKind }) {
  return (
    <div className="mb-4">
      <Tabs
        label="Kind of sink"
        tabs={SINK_KINDS.map((one) => ({
          href: `${NEW_SINK_PATH}?kind=${one}`,
          label: SHORT[one],
          current: one === kind,
        }))}
      />
    </div>
  );
}
