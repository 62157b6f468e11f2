import { runAsOwner, testUrls, useDatabase } from "./copy-database.ts";

/**
 * A database for one test file that counts, sends or works off everything there is. Call it in
 * `vi.hoisted`, before anything reads the settings; returns what drops it. It is a copy of the
 * untouched one that lib/testing/database.ts makes, or, with `empty`, has no tables yet.
 */
export async function ownDatabase(
  name: string,
  { empty = false }: { empty?: boolean } = {},
): Promise<() => Promise<void>> {
  const shared = testUrls().url.pathname.slice(1);
  const database = `${shared}_${name}`;
  await runAsOwner(`drop database if exists "${database}" with (force)`);
  await runAsOwner(`create database "${database}"${empty ? "" : ` template "${shared}_alone"`}`);
  useDatabase(database);
  return async () => {
    useDatabase(shared);
    await runAsOwner(`drop database if exists "${database}" with (force)`);
  };
}
