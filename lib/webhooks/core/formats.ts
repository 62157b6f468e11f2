import { oneLine, severalLines } from "#lib/notifications/core/plain-text.ts";

export const WEBHOOK_FORMATS = ["standard", "slack", "teams"] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

export const WEBHOOK_FORMAT_LABELS: Record<WebhookFormat, string> = {
  standard: "Standard Webhooks (JSON)",
  slack: "Slack",
  teams: "Microsoft Teams",
};

export type WebhookEvent = {
  topic: string;
  /** The topic in words. */
  label: string;
  at: Date;
  title: string;
  body: string;
  /** Absolute. */
  url: string;
  actorName: string;
  subject: { kind: string; id: string };
  /** Facts as the event was written with them. */
  data: unknown;
};

/** The body of a call; equal for every attempt, because the signature and the receiver rely on it. */
export function webhookBody(format: WebhookFormat, event: WebhookEvent): string {
  return JSON.stringify(BODIES[format](event));
}

const BODIES: Record<WebhookFormat, (event: WebhookEvent) => object> = {
  standard: ({ topic, at, title, body, url, actorName, subject, data }) => ({
    type: topic,
    timestamp: at.toISOString(),
    data: { title, body, url, actor: actorName, subject, facts: data },
  }),

  slack: ({ title, body, url, label, actorName }) => {
    const heading = slackText(oneLine(title));
    const by = slackText(`${oneLine(actorName, 100)}: ${label}`);
    const link = `<${url.replaceAll("|", "%7C").replaceAll(">", "%3E")}|Open in Gatehouse>`;
    const words = [slackText(severalLines(body, 2_000)), link].filter((part) => part !== "");
    return {
      // What a notification on a phone shows; the blocks are the message.
      text: heading,
      blocks: [
        section(heading),
        { type: "context", elements: [markdown(by)] },
        section(words.join("\n")),
      ],
    };
  },

  teams: ({ title, body, url, label, actorName }) => ({
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [
            teamsText(oneLine(title), { weight: "Bolder", size: "Medium" }),
            teamsText(`${oneLine(actorName, 100)}: ${label}`, { isSubtle: true }),
            ...(body.trim() === "" ? [] : [teamsText(severalLines(body, 2_000), {})]),
          ],
          actions: [{ type: "Action.OpenUrl", title: "Open in Gatehouse", url }],
        },
      },
    ],
  }),
};

/** `verbatim`: an address within the text does not become a link. */
const markdown = (text: string) => ({ type: "mrkdwn", text, verbatim: true });
const section = (text: string) => ({ type: "section", text: markdown(text) });

/**
 * Slack reads `<…>` as mentions and links (Formatting text for app surfaces): escaped they are text.
 * A word joiner behind `@` keeps it from becoming a mention where names are linked.
 */
const slackText = (text: string): string =>
  quietMentions(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A run of a RichTextBlock is shown as it is, while a TextBlock would read it as Markdown. */
const teamsText = (text: string, look: object) => ({
  type: "RichTextBlock",
  inlines: [{ type: "TextRun", text: quietMentions(text).replace(/<(?=\/?at\b)/gi, "‹"), ...look }],
});

const quietMentions = (text: string): string => text.replaceAll("@", "@\u2060");
