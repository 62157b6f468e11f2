import type { Tx } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { isJsonObject, ownValue, type JsonObject } from "#lib/kernel/json.ts";

/** Fields of a stored payload, which was checked when it was written. */
export function textField(payload: JsonObject, field: string): string | null {
  const value = ownValue(payload, field);
  return typeof value === "string" ? value : null;
}

export function listField(payload: JsonObject, field: string): string[] {
  const value = ownValue(payload, field);
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

export function objectField(payload: JsonObject, field: string): JsonObject | null {
  const value = ownValue(payload, field);
  return isJsonObject(value) ? value : null;
}

/** A step: the id of a member of the team, by address; they may have left since it was asked. */
export async function memberId(
  tx: Tx,
  teamId: string | null,
  email: string | null,
): Promise<string | null> {
  if (email === null) return null;
  const person = await tx.user.findUnique({
    where: { email },
    select: { id: true, disabledAt: true, memberships: { select: { teamId: true } } },
  });
  if (
    person &&
    !person.disabledAt &&
    teamId !== null &&
    person.memberships.some((one) => one.teamId === teamId)
  )
    return person.id;
  throw new AppError(
    "conflict",
    `${email} is not an active member of the owner team: the request has to name somebody else.`,
  );
}
