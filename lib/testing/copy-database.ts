import pg from "pg";

/** The two addresses that settings name: the product's, and its owner's for set-up. */
export function testUrls(): { url: URL; ownerUrl: URL } {
  const unset = "postgresql://unset.invalid/none";
  return {
    url: new URL(process.env["DATABASE_URL"] ?? unset),
    ownerUrl: new URL(process.env["DATABASE_OWNER_URL"] ?? unset),
  };
}

/** Only an owner makes and drops databases. */
export async function runAsOwner(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: testUrls().ownerUrl.toString() });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** From here on this process uses another database of the same server, under the same roles. */
export function useDatabase(name: string): void {
  const { url, ownerUrl } = testUrls();
  for (const each of [url, ownerUrl]) each.pathname = `/${name}`;
  process.env["DATABASE_URL"] = url.toString();
  process.env["DATABASE_OWNER_URL"] = ownerUrl.toString();
}
