import { z } from "zod";

/** Every job: its data as the worker parses it, and how the queue treats it. */
export const JOBS = {
  /** Hourly: a `mirror.run` for every source that is switched on. */
  "mirror.dispatch": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 2, retryDelay: 30, expireInSeconds: 300 },
    cron: "7 * * * *",
  },
  /** Copies one source; `exclusive`: one job of a source waits or runs at a time. */
  "mirror.run": {
    data: z.object({ sourceId: z.uuid() }),
    queue: {
      policy: "exclusive",
      retryLimit: 2,
      retryDelay: 60,
      retryBackoff: true,
      expireInSeconds: 21_600,
    },
    cron: null,
  },
  /** Carries out an import that somebody opened on a page. Its run is closed at the first failure. */
  "import.url": {
    data: z.object({ runId: z.uuid(), url: z.string(), allowedHosts: z.array(z.string()) }),
    queue: { policy: "standard", retryLimit: 0, expireInSeconds: 21_600 },
    cron: null,
  },
  /** Marks runs that a crash left behind. */
  "import.close_stale": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 0, expireInSeconds: 300 },
    cron: "*/5 * * * *",
  },
  /** Ends what nobody took up again, and tells of reviews past their due dates. */
  "requests.clock": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 2, retryDelay: 30, expireInSeconds: 300 },
    cron: "*/10 * * * *",
  },
} as const;

export type JobName = keyof typeof JOBS;
export type JobData<Name extends JobName> = NonNullable<z.output<(typeof JOBS)[Name]["data"]>>;
export const JOB_NAMES = Object.keys(JOBS) as JobName[];
