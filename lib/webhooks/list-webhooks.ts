import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import type { WebhookFormat } from "./core/formats.ts";
import { webhookOrigin } from "./webhook-facts.ts";

export type WebhookView = {
  id: string;
  name: string;
  /** Without path and query, which may be secret. */
  origin: string;
  format: WebhookFormat;
  /** None: all. */
  topics: string[];
  allowedHosts: string[];
  enabled: boolean;
  createdAt: Date;
  lastSentAt: Date | null;
  pending: number;
  dead: number;
  lastError: string | null;
};

/** Every receiver of events and how it fares. Its secret is not even read. */
export const listWebhooks = defineQuery({
  name: "listWebhooks",
  permission: "webhook.manage",
  input: z.object({}),

  async run({ db }): Promise<WebhookView[]> {
    const [hooks, counts, failures] = await Promise.all([
      db.webhookEndpoint.findMany({ orderBy: { name: "asc" }, select: HOOK_FIELDS }),
      db.delivery.groupBy({
        by: ["webhookId", "state"],
        where: { channel: "webhook" },
        _count: { _all: true },
        _max: { sentAt: true },
      }),
      db.delivery.findMany({
        where: { channel: "webhook", state: { not: "sent" }, lastError: { not: null } },
        distinct: ["webhookId"],
        orderBy: { createdAt: "desc" },
        select: { webhookId: true, lastError: true },
      }),
    ]);
    return hooks.map(({ url, ...hook }) => {
      const of = (state: string) =>
        counts.find((row) => row.webhookId === hook.id && row.state === state);
      return {
        ...hook,
        origin: webhookOrigin(url),
        lastSentAt: of("sent")?._max.sentAt ?? null,
        pending: of("pending")?._count._all ?? 0,
        dead: of("dead")?._count._all ?? 0,
        lastError: failures.find(({ webhookId }) => webhookId === hook.id)?.lastError ?? null,
      };
    });
  },
});

const HOOK_FIELDS = {
  id: true,
  name: true,
  url: true,
  format: true,
  topics: true,
  allowedHosts: true,
  enabled: true,
  createdAt: true,
} as const;
