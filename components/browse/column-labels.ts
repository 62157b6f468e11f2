import type { BrowseColumn } from "#lib/catalog/core/browse-state.ts";

/** The headers of the table, and their names where one chooses them. */
export const COLUMN_LABELS: Record<BrowseColumn, string> = {
  status: "Status",
  trust: "Trust",
  data: "Data",
  deployment: "Deployment",
  owner: "Owner",
  origin: "Origin",
  category: "Category",
  packages: "Package type",
  transports: "Transport",
  tools: "Tools",
  latest: "Latest",
};
