import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { ObjectsNote } from "./objects-note.tsx";

const [TEAM, OTHER] = [
  "0d9fdb1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f",
  "1d9fdb1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f",
];

test("several things of one name are told apart, and each is a way to its own records", () => {
  const objects = [
    { kind: "team", id: TEAM, name: "Payments", key: "payments" },
    { kind: "team", id: OTHER, name: "payments", key: "payments-eu" },
  ] as const;
  const filters = { targetId: "payments", targetKind: "team", period: "30d" };
  const html = renderToStaticMarkup(<ObjectsNote objects={objects} filters={filters} />);
  expect(html).toContain("2 things are called “payments”");
  expect(html).toContain("team Payments (payments)");
  expect(html).toContain("team payments (payments-eu)");
  expect(html).toContain(`href="/audit?targetId=${OTHER}&amp;period=30d"`);
});

test("one thing needs no words", () => {
  const objects = [{ kind: "team", id: TEAM, name: "Payments", key: "payments" }] as const;
  expect(renderToStaticMarkup(<ObjectsNote objects={objects} filters={{}} />)).toBe("");
});

test("where more teams have a name than are looked up, that is told", () => {
  const teams = (count: number) =>
    Array.from({ length: count }, (_, n) => ({
      ...{ kind: "team" as const, id: `${n}`, name: "Payments", key: `payments-${n}` },
    }));
  const note = (count: number) =>
    renderToStaticMarkup(<ObjectsNote objects={teams(count)} filters={{ targetId: "payments" }} />);
  expect(note(20)).toContain("there may be more");
  expect(note(19)).not.toContain("there may be more");
});
