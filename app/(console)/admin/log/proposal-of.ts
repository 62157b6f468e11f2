const PAYLOAD = "payload.";

/** Fields of a form as a proposal: those named `payload.…` are its payload. */
export function proposalOf(fields: Record<string, string | string[]>): Record<string, unknown> {
  const all = Object.entries(fields);
  const payload = all.flatMap(([name, value]) =>
    name.startsWith(PAYLOAD) ? [[name.slice(PAYLOAD.length), value] as const] : [],
  );
  const rest = all.filter(([name]) => !name.startsWith(PAYLOAD));
  return { ...Object.fromEntries(rest), payload: Object.fromEntries(payload) };
}
