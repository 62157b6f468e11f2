import { z } from "zod";

export const SeedDemoInput = z.object({}).optional();

export const RemoveDemoInput = z.object({
  /** The demo sign-in needs its accounts: they stay as long as it is offered. */
  keepPeople: z.boolean(),
});
