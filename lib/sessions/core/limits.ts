/** Hours a sign-in is good for, whatever happens. */
export const ABSOLUTE_HOURS = 12;
/** Hours without a request after which a session ends. */
export const IDLE_HOURS = 2;

const HOUR_MS = 3_600_000;

export type SessionFacts = {
  expiresAt: Date;
  lastSeenAt: Date;
  revokedAt: Date | null;
  personDisabledAt: Date | null;
};

export const expiryOf = (start: Date) => new Date(start.getTime() + ABSOLUTE_HOURS * HOUR_MS);

/** May this session still act? Every way it can end, in one place. */
export function isAlive(session: SessionFacts, now: Date): boolean {
  return (
    session.revokedAt === null &&
    session.personDisabledAt === null &&
    now < session.expiresAt &&
    now.getTime() - session.lastSeenAt.getTime() < IDLE_HOURS * HOUR_MS
  );
}
