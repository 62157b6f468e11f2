import { expect, test } from "vitest";
import { dueReminder, type ReminderFacts } from "./reminders.ts";

const at = (text: string) => new Date(`2027-${text}T00:00:00Z`);
const facts: ReminderFacts = {
  dates: { deprecatesAt: at("02-01"), brownoutAt: at("03-01"), retiresAt: at("04-01") },
  state: "deprecated",
  announcedAt: at("01-01"),
  remindedAt: null,
  held: false,
};

test.each<[string, string | null, number | null]>([
  ["02-10", null, null],
  ["02-15", null, 14],
  ["02-15", "02-15", null],
  ["02-20", "02-15", null],
  ["02-22", "02-15", 7],
  ["02-28", "02-22", 1],
  ["02-28", "02-28", null],
  // The worker was down for a while: one word, not three.
  ["02-27", null, 2],
])("on %s, reminded last on %s: %s days", (now, last, days) => {
  const reminder = dueReminder({ ...facts, remindedAt: last === null ? null : at(last) }, at(now));
  expect(reminder).toEqual(
    days === null ? null : { kind: "unanswered", next: "brownout", at: at("03-01"), days },
  );
});

test("a phase that begins within the fortnight is told by itself first", () => {
  const short = { ...facts, dates: { ...facts.dates, deprecatesAt: at("02-25") } };
  expect(dueReminder(short, at("02-25"))).toBeNull();
  expect(dueReminder(short, at("02-28"))).toMatchObject({ days: 1 });
});

test("the owner of a held campaign is told once a day", () => {
  const held: ReminderFacts = { ...facts, state: "brownout", held: true };
  expect(dueReminder(held, at("04-01"))).toEqual({ kind: "held" });
  expect(dueReminder({ ...held, remindedAt: at("04-01") }, at("04-01"))).toBeNull();
  expect(dueReminder({ ...held, remindedAt: at("04-01") }, at("04-02"))).toEqual({ kind: "held" });
  expect(dueReminder({ ...held, held: false }, at("04-02"))).toBeNull();
});

test("what is over reminds nobody", () => {
  for (const state of ["retired", "cancelled"] as const)
    expect(dueReminder({ ...facts, state }, at("02-15"))).toBeNull();
});
