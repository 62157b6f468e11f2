/** What a file is of, for `noteExport`: as in an address, without what was not asked for. */
export const filtersText = (asked: Readonly<Record<string, string | undefined>>): string =>
  new URLSearchParams(
    Object.entries(asked).filter((one): one is [string, string] => one[1] !== undefined),
  )
    .toString()
    .slice(0, 4_000);
