import { stringifyJson } from "#lib/kernel/json.ts";
import { cefEvent } from "./cef.ts";
import { jsonEvent } from "./json.ts";
import { leefEvent } from "./leef.ts";
import { ocsfEvent } from "./ocsf.ts";
import type { SinkEvent } from "./sink-event.ts";
import type { SinkFormat } from "./sink-kinds.ts";

const FORMATS: Record<SinkFormat, (event: SinkEvent, version: string) => string> = {
  ocsf: (event, version) => stringifyJson(ocsfEvent(event, version)),
  json: (event, version) => stringifyJson(jsonEvent(event, version)),
  cef: cefEvent,
  leef: leefEvent,
};

/** The event as one line of text, without its end. `version` is the product's. */
export const formatEvent = (format: SinkFormat, event: SinkEvent, version: string): string =>
  FORMATS[format](event, version);
