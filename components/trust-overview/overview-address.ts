type Value = string | number | null | undefined;
type Query = Readonly<Record<string, Value | readonly string[]>>;

function withQuery(path: string, query: Query): string {
  const params = new URLSearchParams();
  for (const [name, given] of Object.entries(query))
    for (const value of [given ?? ""].flat()) if (value !== "") params.append(name, String(value));
  const text = params.toString();
  return text === "" ? path : `${path}?${text}`;
}

type OverviewPart = "" | "findings" | "unreached" | "expiring" | "fix";

/** A page of the overview; what is empty is left out of its address. */
export const overviewPage = (part: OverviewPart, query: Query = {}): string =>
  withQuery(part === "" ? "/trust" : `/trust/${part}`, query);

/** A table of the overview as a file. */
export const overviewCsv = (table: string, query: Query = {}): string =>
  withQuery(`/api/v1/trust/csv/${table}`, query);

/** The servers behind a number, where the catalog has them. */
export const catalogOf = (query: Query): string => withQuery("/servers", query);

/** The same, where the number leaves out what is in quarantine. */
export const offerOf = (query: Query): string => catalogOf({ ...query, quarantined: "false" });
