type Query = Readonly<Record<string, string | number | undefined>>;

/** An address with the filters that are set. */
export function withQuery(path: string, query: Query): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== "") params.set(key, String(value));
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

export type Paged = { page: number; pages: number; total: number };

/** What `Pagination` needs for numbered pages of `size` rows. */
export function pageLinks(
  paged: Paged,
  words: { path: string; query: Query; size: number; noun: [one: string, many: string] },
) {
  const { page, pages, total } = paged;
  const { path, query, size, noun } = words;
  const first = total === 0 ? 0 : (page - 1) * size + 1;
  const last = Math.min(page * size, total);
  const of = `${total.toLocaleString("en")} ${total === 1 ? noun[0] : noun[1]}`;
  return {
    summary:
      pages > 1 ? `${first.toLocaleString("en")} to ${last.toLocaleString("en")} of ${of}` : of,
    previousHref: page > 1 ? withQuery(path, { ...query, page: page - 1 }) : null,
    nextHref: page < pages ? withQuery(path, { ...query, page: page + 1 }) : null,
  };
}
