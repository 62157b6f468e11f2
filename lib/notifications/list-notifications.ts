import { defineQuery } from "#lib/verbs/define-query.ts";
import { topicLabel } from "./core/mail-choice.ts";
import { ownId } from "./own-id.ts";
import { ListNotificationsInput } from "./schemas.ts";

export type NotificationView = {
  id: string;
  topic: string;
  /** The topic in words. */
  label: string;
  title: string;
  body: string;
  /** Path within the console. */
  link: string;
  actorName: string;
  at: Date;
  readAt: Date | null;
};
export type NotificationPage = {
  notifications: NotificationView[];
  total: number;
  nextCursor: string | null;
};

/** One's own inbox, the newest first. */
export const listNotifications = defineQuery({
  name: "listNotifications",
  permission: "notification.own",
  input: ListNotificationsInput,

  async run({ db }, ctx, { unread, cursor, limit }): Promise<NotificationPage> {
    const where = { userId: ownId(ctx), ...(unread ? { readAt: null } : {}) };
    // What was read meanwhile still marks its place.
    const last = cursor
      ? await db.notification.findFirst({
          where: { id: cursor, userId: where.userId },
          select: { id: true, createdAt: true },
        })
      : null;
    const [total, rows] = await Promise.all([
      db.notification.count({ where }),
      db.notification.findMany({
        where: {
          ...where,
          ...(last
            ? {
                OR: [
                  { createdAt: { lt: last.createdAt } },
                  { createdAt: last.createdAt, id: { lt: last.id } },
                ],
              }
            : {}),
        },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        take: limit + 1,
        select: NOTIFICATION_FIELDS,
      }),
    ]);
    const page = rows.slice(0, limit);
    return {
      notifications: page.map(({ event, ...row }) => ({
        id: row.id,
        topic: event.topic,
        label: topicLabel(event.topic),
        title: event.title,
        body: event.body,
        link: event.link,
        actorName: event.actorName,
        at: row.createdAt,
        readAt: row.readAt,
      })),
      total,
      nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  },
});

const NOTIFICATION_FIELDS = {
  id: true,
  createdAt: true,
  readAt: true,
  event: { select: { topic: true, title: true, body: true, link: true, actorName: true } },
} as const;
