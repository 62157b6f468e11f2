import { z } from "zod";

export const StartSessionInput = z.object({
  userId: z.uuid(),
  method: z.enum(["oidc", "demo"]),
  userAgent: z.string().max(400).nullable(),
  /** When the person proved who they are; now, unless a provider says that it was earlier. */
  authenticatedAt: z.date().optional(),
});

export const SessionRef = z.object({ sessionId: z.uuid() });
