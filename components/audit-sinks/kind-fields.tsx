import {
  FormCheckbox,
  FormSelect,
  FormText,
  FormTextarea,
} from "#components/admin/action-form.tsx";
import { KIND_FACTS, type SinkKind } from "#lib/audit-sinks/core/sink-kinds.ts";
import type { SinkConfig } from "#lib/audit-sinks/schemas.ts";

/** What a form begins with: the settings of a sink, or what is usual for its kind. */
export type Given = (name: string, usual: string) => string;
export const CONFIG = "payload.config.";

type Setting = string | number | boolean | readonly string[] | undefined;

export const givenOf =
  (config: SinkConfig | null): Given =>
  (name, usual) => {
    const value = (config as Record<string, Setting> | null)?.[name];
    return value === undefined ? usual : Array.isArray(value) ? value.join("\n") : String(value);
  };

/** The fields that only this kind has: where it is and how it is spoken to. */
export function KindFields({ kind, given }: { kind: SinkKind; given: Given }) {
  switch (kind) {
    case "otlp":
      return <Otlp given={given} />;
    case "syslog":
      return <Syslog given={given} />;
    case "splunk_hec":
      return <Splunk given={given} />;
    case "webhook":
      return (
        <Address
          given={given}
          placeholder="https://siem.example.com/gatehouse"
          hint="Whoever may read the log sees it: a secret has no place in it."
        />
      );
    case "s3":
      return <S3 given={given} />;
    case "file":
      return (
        <FormText
          label="Folder"
          name={`${CONFIG}folder`}
          required
          maxLength={200}
          defaultValue={given("folder", "siem")}
          hint="Within AUDIT_SINK_DIR on the machine of the worker: one file a day."
        />
      );
  }
}

type Props = { given: Given };

function Address({ given, ...rest }: Props & { placeholder: string; hint?: string }) {
  return (
    <FormText
      label="Address"
      name={`${CONFIG}url`}
      type="url"
      required
      maxLength={2_048}
      defaultValue={given("url", "")}
      {...rest}
    />
  );
}

const Gzip = ({ given }: Props) => (
  <FormCheckbox
    label="Compress what is sent"
    name={`${CONFIG}gzip`}
    defaultChecked={given("gzip", "true") === "true"}
  />
);

function Otlp({ given }: Props) {
  return (
    <>
      <Address
        given={given}
        placeholder={`https://collector.example.com:${KIND_FACTS.otlp.port ?? ""}`}
        hint="With or without /v1/logs."
      />
      <FormSelect
        label="Encoding"
        name={`${CONFIG}encoding`}
        defaultValue={given("encoding", "protobuf")}
        options={[
          { value: "protobuf", label: "Protobuf" },
          { value: "json", label: "JSON" },
        ]}
      />
      <FormText
        label="Header that the secret goes in"
        name={`${CONFIG}authHeader`}
        maxLength={60}
        defaultValue={given("authHeader", "authorization")}
      />
      <Gzip given={given} />
    </>
  );
}

function Syslog({ given }: Props) {
  return (
    <>
      <FormText
        label="Host"
        name={`${CONFIG}host`}
        required
        maxLength={253}
        defaultValue={given("host", "")}
        placeholder="syslog.example.com"
      />
      <FormText
        label="Port"
        name={`${CONFIG}port`}
        type="number"
        min={1}
        max={65_535}
        required
        className="max-w-32"
        defaultValue={given("port", String(KIND_FACTS.syslog.port ?? ""))}
      />
      <FormSelect
        label="A batch counts once"
        name={`${CONFIG}confirm`}
        defaultValue={given("confirm", "close")}
        options={[
          { value: "close", label: "the receiver has read to the end and closed" },
          { value: "grace", label: "the connection has outlived a wait" },
        ]}
        hint="Syslog answers nothing. The second is for receivers that never close."
      />
      <SyslogHeader given={given} />
      <FormTextarea
        label="Our certificate"
        name={`${CONFIG}clientCert`}
        optional
        rows={3}
        spellCheck={false}
        className="font-mono text-sm"
        defaultValue={given("clientCert", "")}
        hint="PEM, for a receiver that asks for one. Its key stands among the secrets."
      />
    </>
  );
}

function SyslogHeader({ given }: Props) {
  return (
    <>
      <FormText
        label="Wait"
        name={`${CONFIG}graceMs`}
        type="number"
        min={50}
        max={10_000}
        className="max-w-32"
        defaultValue={given("graceMs", "250")}
        hint="In milliseconds, for the second of these."
      />
      <FormText
        label="Our host name in the messages"
        name={`${CONFIG}hostname`}
        optional
        maxLength={255}
        defaultValue={given("hostname", "")}
      />
      <FormText
        label="Facility"
        name={`${CONFIG}facility`}
        type="number"
        min={0}
        max={23}
        className="max-w-32"
        defaultValue={given("facility", "13")}
        hint="13 is log audit (RFC 5424 §6.2.1)."
      />
      <FormText
        label="Enterprise number"
        name={`${CONFIG}enterprise`}
        type="number"
        min={1}
        className="max-w-40"
        defaultValue={given("enterprise", "32473")}
        hint="In the names of structured data; 32473 is the one for examples."
      />
    </>
  );
}

function Splunk({ given }: Props) {
  return (
    <>
      <Address
        given={given}
        placeholder={`https://splunk.example.com:${KIND_FACTS.splunk_hec.port ?? ""}`}
        hint="Of the server, without /services/collector."
      />
      <FormText
        label="Index"
        name={`${CONFIG}index`}
        optional
        maxLength={100}
        defaultValue={given("index", "")}
        hint="Without one, the one of the token."
      />
      <FormText
        label="Source"
        name={`${CONFIG}source`}
        maxLength={200}
        defaultValue={given("source", "gatehouse")}
      />
      <FormText
        label="Source type"
        name={`${CONFIG}sourcetype`}
        maxLength={200}
        defaultValue={given("sourcetype", "gatehouse:audit")}
      />
      <Gzip given={given} />
      <FormCheckbox
        label="Wait until it is indexed"
        name={`${CONFIG}acknowledge`}
        defaultChecked={given("acknowledge", "false") === "true"}
        hint="For tokens with indexer acknowledgement: a batch counts only then."
      />
    </>
  );
}

function S3({ given }: Props) {
  return (
    <>
      <Address
        given={given}
        placeholder="https://s3.eu-central-1.amazonaws.com"
        hint="Of the service, without the bucket."
      />
      <FormText
        label="Bucket"
        name={`${CONFIG}bucket`}
        required
        maxLength={63}
        defaultValue={given("bucket", "")}
      />
      <FormText
        label="Region"
        name={`${CONFIG}region`}
        required
        maxLength={60}
        className="max-w-64"
        defaultValue={given("region", "us-east-1")}
      />
      <FormText
        label="Prefix of the names"
        name={`${CONFIG}prefix`}
        required
        maxLength={300}
        defaultValue={given("prefix", "gatehouse-audit")}
      />
      <FormCheckbox
        label="The bucket stands in the path"
        name={`${CONFIG}pathStyle`}
        defaultChecked={given("pathStyle", "true") === "true"}
        hint="https://host/bucket instead of https://bucket.host."
      />
    </>
  );
}
