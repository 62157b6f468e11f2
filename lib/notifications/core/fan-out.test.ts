import { describe, expect, test } from "vitest";
import { planFanOut, type Listener } from "./fan-out.ts";
import { mailChoice, topicLabel } from "./mail-choice.ts";

const event = {
  id: "e",
  topic: "request.decided",
  actorId: "actor",
  recipients: ["ada", "bob", "actor", "gone", "ada"],
};
const listener = (id: string, chosen: Record<string, string> = {}): [string, Listener] => [
  id,
  { id, chosen },
];
const people = new Map([listener("ada"), listener("bob"), listener("actor")]);
const plan = (more: Partial<Parameters<typeof planFanOut>[1]> = {}, topic = event.topic) =>
  planFanOut({ ...event, topic }, { people, hooks: [], mail: true, ...more });

describe("an event", () => {
  test("reaches everyone meant once, but not who did it, nor accounts that are gone", () => {
    expect(plan().inbox).toEqual([{ userId: "ada" }, { userId: "bob" }]);
    expect(plan().mails.map(({ userId }) => userId)).toEqual(["ada", "bob"]);
  });

  test.each([
    ["instant", [{ userId: "ada", digest: false }]],
    ["digest", [{ userId: "ada", digest: true }]],
    ["off", []],
  ])("is mailed as %s to who chose that", (choice, mails) => {
    const one = new Map([listener("ada", { "request.decided": choice, "server.notice": "off" })]);
    expect(plan({ people: one }).mails).toEqual(mails);
    expect(plan({ people: one }).inbox).toHaveLength(1);
  });

  test("follows its topic where nobody chose", () => {
    expect(plan({}, "request.submitted").mails[0]?.digest).toBe(true);
    expect(plan({}, "request.decided").mails[0]?.digest).toBe(false);
  });

  test("is not mailed where there is no mail server, and still stands in the inbox", () => {
    expect(plan({ mail: false })).toMatchObject({ mails: [], inbox: [{}, {}] });
  });

  test("calls the webhooks of its topic and those of all topics", () => {
    const hooks = [
      { id: "all", topics: [] },
      { id: "this", topics: ["request.decided", "server.notice"] },
      { id: "other", topics: ["server.notice"] },
    ];
    expect(plan({ hooks }).calls).toEqual([{ webhookId: "all" }, { webhookId: "this" }]);
    expect(plan({ hooks, people: new Map() }).calls).toHaveLength(2);
  });
});

test("a choice or a topic that is not known falls back to something sensible", () => {
  expect(mailChoice("request.decided", "loud")).toBe("instant");
  expect(mailChoice("no.such", undefined)).toBe("digest");
  expect(mailChoice("toString", undefined)).toBe("digest");
  expect(topicLabel("no.such")).toBe("no.such");
  expect(topicLabel("constructor")).toBe("constructor");
  expect(topicLabel("request.decided")).toBe("Decisions on your requests");
});
