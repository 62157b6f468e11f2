import { FormText, FormTextarea } from "#components/admin/action-form.tsx";
import { KIND_FACTS, type SecretName, type SinkKind } from "#lib/audit-sinks/core/sink-kinds.ts";

export const SECRET_LABELS: Record<SecretName, string> = {
  token: "Token",
  signingSecret: "Signing secret",
  accessKeyId: "Access key",
  secretAccessKey: "Secret key",
  sessionToken: "Session token",
  clientKey: "Key of our certificate",
};

const HINTS: Partial<Record<SinkKind, Partial<Record<SecretName, string>>>> = {
  otlp: { token: "The whole value of the header, such as Bearer and a token." },
  splunk_hec: { token: "The token alone." },
  webhook: { signingSecret: "whsec_ and base64 of 24 bytes or more, as Standard Webhooks say." },
};

/** The secrets of a kind. They are sealed with the proposal and shown to nobody again. */
export function SecretFields({ kind, isNew }: { kind: SinkKind; isNew: boolean }) {
  const { secrets, required } = KIND_FACTS[kind];
  return secrets.map((name) => {
    const hint = [HINTS[kind]?.[name], isNew ? "" : "Empty: it stays as it is."].filter(Boolean);
    const needed = isNew && required.includes(name);
    const field = {
      label: SECRET_LABELS[name],
      name: `secrets.${name}`,
      required: needed,
      optional: !needed,
      autoComplete: "off",
      spellCheck: false,
      ...(hint.length > 0 ? { hint: hint.join(" ") } : {}),
    };
    return name === "clientKey" ? (
      <FormTextarea key={name} {...field} rows={3} className="font-mono text-sm" />
    ) : (
      <FormText key={name} {...field} type="password" autoComplete="new-password" />
    );
  });
}
