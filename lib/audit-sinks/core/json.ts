import type { JsonObject } from "#lib/kernel/json.ts";
import { CHECKPOINT_ACTION, PRODUCT, VENDOR, type SinkEvent } from "./sink-event.ts";

/** The event under the names of our export; with `type` and the leaf, a line of it can be checked. */
export function jsonFields(event: SinkEvent): JsonObject {
  const cut = event.truncated
    ? { truncated: { ...event.truncated, fields: [...event.truncated.fields] } }
    : {};
  if (event.type === "record") return { type: "record", ...event.record, ...cut };
  const { at, origin, size, root, note } = event;
  return { type: "checkpoint", action: CHECKPOINT_ACTION, at, origin, size, root, note, ...cut };
}

export function jsonEvent(event: SinkEvent, version: string): JsonObject {
  const person = event.type === "record" ? event.people.get(event.record.actorId) : undefined;
  return {
    ...jsonFields(event),
    ...(person ? { actor: { ...person } } : {}),
    product: { name: PRODUCT, vendor: VENDOR, version },
  };
}
