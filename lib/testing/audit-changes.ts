import { confirmAuditChange } from "#lib/audit-changes/confirm-audit-change.ts";
import { proposeAuditChange } from "#lib/audit-changes/propose-audit-change.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { SinkFilter } from "#lib/audit-sinks/schemas.ts";
import { createPerson } from "./factories.ts";

export type TwoPeople = { admin: { ctx: () => Context }; second: { ctx: () => Context } };

/** An administrator, and the second person that changes of the log take. */
export async function twoPeople(second: "auditor" | "security" = "auditor") {
  const [admin, other] = await Promise.all([createPerson(["admin"]), createPerson([second])]);
  return { admin, second: other };
}

/** Proposed by the one and confirmed by the other: the only way there is. Answers the proposal's id. */
export async function changeLog(
  people: TwoPeople,
  change: { kind: string; payload: object; secrets?: object },
): Promise<string> {
  const { id } = await proposeAuditChange(people.admin.ctx(), {
    reason: "A test needs it",
    ...change,
  });
  await confirmAuditChange(people.second.ctx(), { id });
  return id;
}

type NewSink = {
  name: string;
  config: object;
  secrets?: object;
  filter?: SinkFilter;
  from?: "beginning" | "now";
};

/** A sink that two people agreed on; answers its id. */
export async function createSink({ secrets = {}, ...payload }: NewSink): Promise<string> {
  const people = await twoPeople("security");
  return changeLog(people, { kind: "sink.create", payload, secrets });
}
