import { z } from "zod";

export const CountCallInput = z.object({
  actorId: z.uuid(),
  bucket: z.enum(["read", "write"]),
  limit: z.number().int().min(1),
});

const keyRef = { actorId: z.uuid(), key: z.string().min(1).max(255) };
export const ClaimKeyInput = z.object({ ...keyRef, fingerprint: z.string().length(64) });
export const FinishKeyInput = z.object({
  ...keyRef,
  /** Null: nothing was done that a repetition must not do again, so the key is free. */
  answer: z
    .object({
      status: z.number().int(),
      body: z.string(),
      headers: z.record(z.string(), z.string()),
    })
    .nullable(),
});
