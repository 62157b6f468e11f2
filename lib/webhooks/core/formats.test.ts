import { describe, expect, test } from "vitest";
import { webhookBody, type WebhookEvent } from "./formats.ts";

const event = (more: Partial<WebhookEvent> = {}): WebhookEvent => ({
  topic: "request.decided",
  label: "Decisions on your requests",
  at: new Date("2026-03-10T07:00:00Z"),
  title: "R-1: approved",
  body: "Fine.",
  url: "https://gatehouse.test.example/requests/R-1",
  actorName: "Ada",
  subject: { kind: "request", id: "1" },
  data: { request: "R-1" },
  ...more,
});
const evil = "<!here> <!channel> <@U1> <https://evil.example|Sign in> @channel @here & *x*";

test("a standard call has type, timestamp and data", () => {
  expect(JSON.parse(webhookBody("standard", event()))).toEqual({
    type: "request.decided",
    timestamp: "2026-03-10T07:00:00.000Z",
    data: {
      title: "R-1: approved",
      body: "Fine.",
      url: "https://gatehouse.test.example/requests/R-1",
      actor: "Ada",
      subject: { kind: "request", id: "1" },
      facts: { request: "R-1" },
    },
  });
});

describe("a message to Slack", () => {
  test("has a text, blocks and our own link", () => {
    const message = JSON.parse(webhookBody("slack", event())) as { text: string; blocks: object[] };
    expect(message.text).toBe("R-1: approved");
    expect(message.blocks).toHaveLength(3);
    expect(JSON.stringify(message)).toContain(
      "<https://gatehouse.test.example/requests/R-1|Open in Gatehouse>",
    );
  });

  test("mentions nobody and links nowhere else, whatever people wrote", () => {
    const text = webhookBody("slack", event({ title: evil, body: evil, actorName: evil }));
    expect(text.match(/<[^>]*>/g)).toEqual([
      "<https://gatehouse.test.example/requests/R-1|Open in Gatehouse>",
    ]);
    expect(text).not.toMatch(/@(channel|here|everyone)/);
    expect(text).toContain("&lt;!here&gt;");
    expect(text).toContain("&amp; *x*");
  });

  test("keeps a link with | or > one link", () => {
    const text = webhookBody("slack", event({ url: "https://g.example/a|b>c" }));
    expect(text).toContain("<https://g.example/a%7Cb%3Ec|Open in Gatehouse>");
  });
});

describe("a message to Teams", () => {
  const card = (more: Partial<WebhookEvent> = {}) => {
    const { attachments } = JSON.parse(webhookBody("teams", event(more))) as {
      attachments: { content: { body: { type: string }[]; actions: { url: string }[] } }[];
    };
    return attachments[0]?.content;
  };

  test("is an Adaptive Card with a button to the thing", () => {
    expect(card()?.body).toHaveLength(3);
    expect(card({ body: "" })?.body).toHaveLength(2);
    expect(card()?.actions[0]?.url).toBe("https://gatehouse.test.example/requests/R-1");
  });

  test("shows what people wrote as text: no Markdown, no mention", () => {
    const hostile = card({ title: "[Sign in](https://evil.example) <at>all</at>", body: evil });
    expect(hostile?.body.every(({ type }) => type === "RichTextBlock")).toBe(true);
    expect(JSON.stringify(hostile)).not.toMatch(/<\/?at>|@channel/);
  });
});

test.each(["standard", "slack", "teams"] as const)(
  "the body of a %s call is the same for every attempt",
  (format) => {
    expect(webhookBody(format, event())).toBe(webhookBody(format, event()));
  },
);
