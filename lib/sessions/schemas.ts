import { z } from "zod";

export const StartSessionInput = z.object({
  userId: z.uuid(),
  method: z.enum(["oidc", "demo"]),
  userAgent: z.string().max(400).nullable(),
});

export const SessionRef = z.object({ sessionId: z.uuid() });
