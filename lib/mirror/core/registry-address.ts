const PAGE_SIZE = 100;
/** Clocks differ, and an entry may become visible after its time: the next run looks back. */
export const OVERLAP_MS = 600_000;

/** One spelling for the address of a registry: no query, no final slash, no `/servers`. */
export function registryBase(address: string): string {
  const url = new URL(address);
  url.search = "";
  url.hash = "";
  const path = url.pathname.replace(/\/+$/, "").replace(/(\/v0(?:\.1)?)\/servers$/, "$1");
  return `${url.origin}${path}`;
}

export type PageRequest = { updatedSince: Date | null; cursor: string | null };

/** The address of a page of all versions, changed since a time. */
export function pageAddress(base: string, { updatedSince, cursor }: PageRequest): string {
  const list = /\/v0(?:\.1)?$/.test(base) ? `${base}/servers` : `${base}/v0.1/servers`;
  const url = new URL(list);
  url.searchParams.set("limit", String(PAGE_SIZE));
  if (updatedSince !== null) url.searchParams.set("updated_since", updatedSince.toISOString());
  if (cursor !== null) url.searchParams.set("cursor", cursor);
  return url.toString();
}
