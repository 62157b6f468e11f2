import type { PgBoss } from "pg-boss";
import { openBoss } from "./boss.ts";
import { JOBS, type JobData, type JobName } from "./queues.ts";

let sender: Promise<PgBoss> | null = null;

/**
 * Puts a job in the queue; false when an equal one waits or runs already. `key` names what the
 * job is about. Opens its connection with the first job and keeps it.
 */
export async function sendJob<Name extends JobName>(
  name: Name,
  data: JobData<Name>,
  key?: string,
): Promise<boolean> {
  sender ??= openBoss("send");
  try {
    const boss = await sender;
    const options = key === undefined ? {} : { singletonKey: key };
    return (await boss.send(name, JOBS[name].data.parse(data) ?? {}, options)) !== null;
  } catch (error) {
    // A sender that could not be opened must not stay: the next job tries again.
    await sender.catch(() => (sender = null));
    throw error;
  }
}

/** For a process that ends, and for tests. */
export async function closeSender(): Promise<void> {
  const open = sender;
  sender = null;
  if (open) await (await open).stop({ graceful: false });
}
