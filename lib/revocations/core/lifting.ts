/** Two people, as with a quarantine: nobody undoes their own warning, in a hurry or under pressure. */
export const SAME_PERSON =
  "You revoked this, so somebody else has to lift it: security or an administrator.";

type Lifting = { byId: string | null; isLifted: boolean };

/** Why this person cannot lift it; null: they can. */
export function liftRefusal({ byId, isLifted }: Lifting, personId: string | null): string | null {
  if (isLifted) return "It was lifted already.";
  return byId !== null && byId === personId ? SAME_PERSON : null;
}
