import { serverPath } from "#lib/catalog/core/paths.ts";

type More = Readonly<Record<string, string>>;

/** An address of the management API about the trust of a server. */
export function trustAddress(name: string, part: string, query: More = {}): string {
  return withQuery(`/api/v1/servers/${encodeURIComponent(name)}/trust/${part}`, query);
}

export const badgeAddress = (name: string, query: More = {}): string =>
  withQuery(`/api/v1/servers/${encodeURIComponent(name)}/badge.svg`, query);

export type TrustPart = "" | "findings" | "components" | "compare";

/** A page of the trust tab; what is empty is left out of its address. */
export function trustPage(
  name: string,
  part: TrustPart,
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(query).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== "",
  );
  const path = serverPath(name, part === "" ? "trust" : `trust/${part}`);
  return withQuery(path, Object.fromEntries(given));
}

function withQuery(address: string, query: More): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? address : `${address}?${text}`;
}
