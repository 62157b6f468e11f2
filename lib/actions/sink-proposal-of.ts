import { unknownActions } from "#lib/audit-sinks/core/sink-words.ts";
import { SinkConfig, SinkFilter, type SinkSecrets } from "#lib/audit-sinks/schemas.ts";
import type { SinkView } from "#lib/audit-sinks/sink-view.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";

const LISTS = ["kinds", "outcomes", "targetKinds"];
/** A box that is not ticked sends nothing. */
const FLAGS = ["gzip", "acknowledge", "pathStyle"];

export type SinkProposal = {
  kind: FormDataEntryValue | null;
  reason: FormDataEntryValue | null;
  payload: Record<string, unknown>;
  secrets?: Record<string, unknown>;
};

/** Fields of a form as a proposal; those with dots in their names stand within one another. */
export function sinkProposalOf(form: FormData): SinkProposal {
  const payload = within(form, "payload.");
  const config = within(form, "payload.config.");
  const filter = within(form, "payload.filter.");
  const { enabled } = payload;
  return {
    kind: form.get("kind"),
    reason: form.get("reason"),
    payload: {
      ...payload,
      ...(enabled === undefined ? {} : { enabled: enabled === "true" }),
      ...(Object.keys(config).length === 0
        ? {}
        : { config: { ...config, ...flagsOf(form) }, filter: filterOf(form, filter) }),
    },
    secrets: within(form, "secrets."),
  };
}

/** The plain fields right below a name. */
function within(form: FormData, prefix: string): Record<string, unknown> {
  const names = [...new Set(form.keys())].filter(
    (name) => name.startsWith(prefix) && !name.slice(prefix.length).includes("."),
  );
  return Object.fromEntries(names.map((name) => [name.slice(prefix.length), form.get(name)]));
}

const flagsOf = (form: FormData) =>
  Object.fromEntries(FLAGS.map((name) => [name, form.get(`payload.config.${name}`) === "true"]));

function filterOf(form: FormData, given: Record<string, unknown>) {
  const text = typeof given["actions"] === "string" ? given["actions"] : "";
  const actions = text.split(/[\s,]+/).filter((action) => action !== "");
  const unknown = unknownActions(actions);
  if (unknown.length > 0)
    throw fieldError(
      "payload.filter.actions",
      `No record has ${unknown.length === 1 ? "this action" : "these actions"}: ${unknown.join(", ")}`,
    );
  const lists = LISTS.map((name) => [name, form.getAll(`payload.filter.${name}`)] as const);
  const parts = [...lists, ["actions", actions] as const].filter(([, list]) => list.length > 0);
  return Object.fromEntries(parts);
}

/**
 * A change without what stays as it is, so that the second person reads only what becomes different.
 * @throws AppError when nothing does.
 */
export function onlyChanges(asked: SinkProposal, sink: SinkView): SinkProposal {
  const { name, config, filter, ...rest } = asked.payload;
  const payload = {
    ...rest,
    ...(name === undefined || name === sink.name ? {} : { name }),
    ...(isSame(SinkConfig, config, sink.config) ? {} : { config }),
    ...(isSame(SinkFilter, filter, sink.filter) ? {} : { filter }),
  };
  const secrets = Object.values((asked.secrets ?? {}) as SinkSecrets).some(Boolean);
  if (Object.keys(payload).length === 1 && !secrets)
    throw new AppError("invalid", "Nothing here is different from what it is now.");
  return { ...asked, payload };
}

type Schema = { safeParse(value: unknown): { success: boolean; data?: unknown } };

/** What cannot be read is left to the verb, which says what is wrong with it. */
function isSame(schema: Schema, given: unknown, now: unknown): boolean {
  if (given === undefined) return true;
  const { success, data } = schema.safeParse(given);
  return success && sorted(data) === sorted(now);
}

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
