import { z } from "zod";
import { LOOK_MINUTE } from "#lib/upstream/next-look.ts";

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
  /** Every minute: what an approval that ran out allowed is offered no longer than that. */
  "approvals.expire": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 0, expireInSeconds: 300 },
    cron: "* * * * *",
  },
  /** Every minute, for what the outbox listener missed: inbox lines and deliveries of new events. */
  "notifications.fan_out": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 0, expireInSeconds: 300 },
    cron: "* * * * *",
  },
  /** Every minute: attempts that are due again. */
  "notifications.deliver": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 0, expireInSeconds: 900 },
    cron: "* * * * *",
  },
  /** Sends what waited at the last digest hour; more often than daily, for what failed then. */
  "notifications.digest": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 0, expireInSeconds: 3_600 },
    cron: "*/15 * * * *",
  },
  /** Nightly: clears old notifications and deliveries. */
  "notifications.prune": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 2, retryDelay: 60, expireInSeconds: 900 },
    cron: "23 3 * * *",
  },
  /** Nightly: what the log kept long enough. */
  "audit.prune": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 2, retryDelay: 300, expireInSeconds: 10_800 },
    cron: "41 2 * * *",
  },
  /** Retirements follow their dates; brown-outs begin and end within five minutes of the hour. */
  "retirements.advance": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 2, retryDelay: 30, expireInSeconds: 300 },
    cron: "*/5 * * * *",
  },
  /** Leavers, attestations and approvals that will run out: within ten minutes. */
  "ownership.check": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 2, retryDelay: 30, expireInSeconds: 600 },
    cron: "4-59/10 * * * *",
  },
  /** Nightly: the whole log is computed again. */
  "audit.verify": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 1, retryDelay: 600, expireInSeconds: 7_200 },
    cron: "41 2 * * *",
  },
  /** Daily: what was sent up to the day before is compared with what is there. */
  "audit.reconcile": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 1, retryDelay: 600, expireInSeconds: 7_200 },
    cron: "11 1 * * *",
  },
  /** Hourly: newer releases of what our servers are made of, a bounded number of servers at a time. */
  "upstream.check": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 0, expireInSeconds: 3_000 },
    cron: `${LOOK_MINUTE} * * * *`,
  },
  /** Hourly: proofs of domains that were looked at a day ago, and handovers that take effect. */
  "publishers.check": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 0, expireInSeconds: 3_000 },
    cron: "17 * * * *",
  },
  /** Every minute: what imported lists revoke is withheld. */
  "revocations.compare": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 0, expireInSeconds: 600 },
    cron: "* * * * *",
  },
  /** Every minute: scans that are due, of new versions, or to be tried again. */
  "trust.dispatch": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 0, expireInSeconds: 300 },
    cron: "* * * * *",
  },
  /** Every five minutes: levels that run out or that other rules gave, and daily looks without a scan. */
  "trust.recheck": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 0, expireInSeconds: 900 },
    cron: "*/5 * * * *",
  },
  /** Nightly: what scans read long ago. */
  "trust.prune": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 2, retryDelay: 300, expireInSeconds: 3_600 },
    cron: "53 3 * * *",
  },
  /** Every minute: waivers that ran out, and a word before others do. */
  "trust.waivers": {
    data: z.object({}).nullish(),
    queue: { policy: "exclusive", retryLimit: 0, expireInSeconds: 300 },
    cron: "* * * * *",
  },
  /** A scan that somebody waits for: not behind those that are due. */
  "trust.scan-now": {
    data: z.object({ scanId: z.uuid() }),
    queue: { policy: "exclusive", retryLimit: 0, expireInSeconds: 900 },
    cron: null,
  },
  /** One scan of a version; tried again by its own schedule, not by the queue's. */
  "trust.scan": {
    data: z.object({ scanId: z.uuid() }),
    queue: { policy: "exclusive", retryLimit: 0, expireInSeconds: 900 },
    cron: null,
  },
} as const;

export type JobName = keyof typeof JOBS;
export type JobData<Name extends JobName> = NonNullable<z.output<(typeof JOBS)[Name]["data"]>>;
export const JOB_NAMES = Object.keys(JOBS) as JobName[];
