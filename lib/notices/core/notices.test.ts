import { expect, test } from "vitest";
import { noticePhase } from "./notices.ts";

const NOW = new Date("2026-03-01T12:00:00Z");
const at = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

test.each([
  ["starts later", { startsAt: at(1), endsAt: at(2), endedAt: null }, "planned"],
  ["starts this instant", { startsAt: NOW, endsAt: at(2), endedAt: null }, "now"],
  ["goes on, nobody knows how long", { startsAt: at(-5), endsAt: null, endedAt: null }, "now"],
  ["ends this instant", { startsAt: at(-5), endsAt: NOW, endedAt: null }, "over"],
  ["was ended early", { startsAt: at(-5), endsAt: at(3), endedAt: at(-1) }, "over"],
  ["was called off", { startsAt: at(5), endsAt: at(6), endedAt: at(-1) }, "over"],
])("a notice that %s", (_name, times, phase) => {
  expect(noticePhase(times, NOW)).toBe(phase);
});
