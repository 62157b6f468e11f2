import { transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { writeCountedRefusals } from "../refusals.ts";
import { takeIdleLanes } from "./lanes.ts";

/**
 * A process that ends in order writes what it has only counted, and says so at the end of each of
 * its chains. One that does not is found out: the next to take the chain over finds it open.
 */
export async function closeWriters(): Promise<void> {
  await writeCountedRefusals();
  for (const lane of takeIdleLanes())
    if (lane.head !== null) await transact((tx) => lane.close(sqlOf(tx)));
}
