type More = Readonly<Record<string, string>>;

/** An address of the management API about the trust of a server. */
export function trustAddress(name: string, part: string, query: More = {}): string {
  return withQuery(`/api/v1/servers/${encodeURIComponent(name)}/trust/${part}`, query);
}

export const badgeAddress = (name: string, query: More = {}): string =>
  withQuery(`/api/v1/servers/${encodeURIComponent(name)}/badge.svg`, query);

function withQuery(address: string, query: More): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? address : `${address}?${text}`;
}
