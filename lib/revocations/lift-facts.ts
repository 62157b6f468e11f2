import type { Proposal } from "./core/lifting.ts";
import { recoveryOf, type RecoveryView } from "./core/recovery.ts";
import type { RevocationKind } from "./core/words.ts";

const STEP = { step: true, note: true, byName: true, at: true } as const;

/** What says whether a revocation may be lifted, as the database is asked for it. */
export const LIFT_FACTS = {
  kind: true,
  at: true,
  byId: true,
  proposals: {
    orderBy: { at: "desc" },
    take: 20,
    select: { byId: true, byName: true, reason: true, at: true },
  },
  steps: { select: STEP },
  _count: { select: { versions: true } },
} as const;

type Stored = {
  kind: string;
  at: Date;
  byId: string | null;
  proposals: Proposal[];
  steps: { step: string; note: string; byName: string; at: Date }[];
  _count: { versions: number };
};

/** What has to be done before it may be lifted; null: nothing. */
export const storedRecovery = (
  { kind, at, steps, _count }: Omit<Stored, "byId" | "proposals">,
  now: Date,
): RecoveryView | null =>
  recoveryOf(
    // The database holds nothing but these (a check).
    { kind: kind as RevocationKind, at, stopsSomething: _count.versions > 0 },
    steps.map(({ byName, ...step }) => ({ ...step, by: byName })),
    now,
  );
