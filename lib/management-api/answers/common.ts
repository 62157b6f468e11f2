/** What callers get, for the description and for the tests that hold the routes to it. */
import { z } from "zod";

export const time = z.iso.datetime();

export const anyObject = z.record(z.string(), z.unknown());

export const PersonAnswer = z.object({ id: z.uuid(), name: z.string(), email: z.string() });

export const TeamAnswer = z.object({ slug: z.string(), name: z.string() });

export const Created = z.object({ id: z.uuid() });

export const Removed = z.object({ removed: z.literal(true) });

export const Changed = z.object({ changed: z.boolean() });
