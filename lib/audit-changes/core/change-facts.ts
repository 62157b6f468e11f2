/**
 * What a proposal is about, in words that stay true: for the page and for the record. Never a
 * secret; of a sink only where it sends.
 */
import { KEPT_WORDS, type KeptKind } from "#lib/audit/core/retention.ts";

export type ChangeLine = { term: string; now: string | null; then: string };

type Retention = { kind: KeptKind; days: number | null };
type Range = { from: string | null; to: string | null };

export const daysWords = (days: number | null): string =>
  days === null ? "for ever" : `${days.toLocaleString("en")} ${days === 1 ? "day" : "days"}`;

export function retentionLines({ kind, days }: Retention, current: number | null): ChangeLine[] {
  return [{ term: KEPT_WORDS[kind].label, now: daysWords(current), then: daysWords(days) }];
}

/** Which moments a hold covers. */
export function rangeWords({ from, to }: Range): string {
  const day = (at: string) => at.replace(/T00:00:00\.000Z$/, "").replace(/\.000Z$/, "Z");
  if (from === null && to === null) return "records of all times";
  if (from === null) return `records before ${day(to ?? "")}`;
  if (to === null) return `records from ${day(from)} on`;
  return `records from ${day(from)} to before ${day(to)}`;
}

/** Where a sink sends, as everybody may know it: the address without path and query. */
export function sinkPlace(config: {
  kind: string;
  format: string;
  url?: string;
  host?: string;
  port?: number;
  folder?: string;
}): { sink: string; format: string; place: string } {
  const { kind, format, url, host, port, folder } = config;
  const place = url === undefined ? (folder ?? `${host ?? ""}:${port ?? ""}`) : originOf(url);
  return { sink: kind, format, place };
}

const originOf = (url: string) =>
  /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/i.exec(url)?.[1] ?? "";
