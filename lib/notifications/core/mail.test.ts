import { describe, expect, test } from "vitest";
import { digestMail, eventMail, type MailEvent } from "./mail.ts";

const URL = "https://gatehouse.test.example";
const event = (more: Partial<MailEvent> = {}): MailEvent => ({
  label: "Decisions on your requests",
  title: "R-1: approved",
  body: "Fine.",
  link: "/requests/R-1",
  actorName: "Ada",
  ...more,
});
const evil = `<img src=x onerror="alert(1)"> & '<a href=//x>`;

describe("a mail about one event", () => {
  test("says what, who, why, and links to the thing and to the preferences", () => {
    const mail = eventMail(event(), URL);
    expect(mail.subject).toBe("R-1: approved");
    for (const part of [
      "Ada: Decisions on your requests",
      "Fine.",
      `${URL}/requests/R-1`,
      `${URL}/notifications/preferences`,
    ]) {
      expect(mail.text).toContain(part);
      expect(mail.html).toContain(part);
    }
  });

  test("shows markup in a title, a text, a name or a link as text", () => {
    const mail = eventMail(
      event({ title: evil, body: evil, actorName: evil, link: `/x"><script>` }),
      URL,
    );
    expect(mail.html).not.toMatch(/<img|<script|<a href=\/\/x|onerror="/);
    expect(mail.html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;&lt;a");
  });

  test.each(["\r\n", "\n", "\r", "\u2028", "\u0085", "\v"])(
    "%j in a title starts no new header line",
    (ending) => {
      const { subject } = eventMail(event({ title: `Hello${ending}Bcc: all@x.example` }), URL);
      expect(subject).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    },
  );

  test("writes hidden characters out and cuts endless titles", () => {
    expect(eventMail(event({ title: "a\u202eb" }), URL).subject).toBe("a⟨U+202E⟩b");
    expect([...eventMail(event({ title: "😀".repeat(900) }), URL).subject]).toHaveLength(200);
  });
});

describe("a digest", () => {
  test("gathers every event with its link, and counts them", () => {
    const mail = digestMail([event(), event({ title: evil, link: "/requests/R-2" })], URL);
    expect(mail.subject).toBe("Your day in Gatehouse: 2 notifications");
    expect(mail.text).toContain(`${URL}/requests/R-1`);
    expect(mail.text).toContain(`${URL}/requests/R-2`);
    expect(mail.html).not.toContain("<img");
  });

  test("names a hundred at most and says how many more there are", () => {
    const mail = digestMail(
      Array.from({ length: 1_200 }, () => event()),
      URL,
    );
    expect(mail.text).toContain("And 1,100 more in your inbox.");
    expect(mail.text.match(/R-1: approved/g)).toHaveLength(100);
  });
});
