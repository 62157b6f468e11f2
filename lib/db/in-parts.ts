const AT_ONCE = 100;

/**
 * A step: what `read` finds for these ids, a part at a time: a statement of PostgreSQL takes at most 65,535
 * values, and reading what hangs on each row takes several for each.
 */
export async function inParts<Row>(
  ids: readonly string[],
  read: (part: string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE)
    rows.push(...(await read(ids.slice(at, at + AT_ONCE))));
  return rows;
}
