import { expect, test } from "vitest";
import { SinkConfig } from "#lib/audit-sinks/schemas.ts";
import type { SinkView } from "#lib/audit-sinks/sink-view.ts";
import { onlyChanges, sinkProposalOf } from "./sink-proposal-of.ts";

const CONFIG = { kind: "otlp", format: "json", url: "https://collector.example.com", gzip: "true" };
const ID = "7d2f1c1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f";

/** As a browser sends it: what is empty is there, a box that is not ticked is not. */
function formOf(more: Record<string, string | string[]> = {}): FormData {
  const form = new FormData();
  const fields = {
    kind: "sink.change",
    reason: "A reason",
    "payload.sinkId": ID,
    "payload.name": "SIEM",
    ...Object.fromEntries(Object.entries(CONFIG).map(([name, value]) => [`payload.config.${name}`, value])), // prettier-ignore
    "payload.config.maxEventBytes": "",
    "payload.config.allowedHosts": "",
    "payload.filter.actions": "",
    "secrets.token": "",
    ...more,
  };
  for (const [name, value] of Object.entries(fields))
    for (const one of [value].flat()) form.append(name, one);
  return form;
}

const SINK = {
  id: ID,
  name: "SIEM",
  config: SinkConfig.parse(CONFIG),
  filter: {},
} as SinkView;

test("what stays as it is is not proposed", () => {
  expect(() => onlyChanges(sinkProposalOf(formOf()), SINK)).toThrow("Nothing here is different");
});

test.each([
  ["a name", { "payload.name": "SOC" }, { name: "SOC" }],
  ["a filter", { "payload.filter.kinds": "event" }, { filter: { kinds: ["event"] } }],
  [
    "several of one filter",
    { "payload.filter.outcomes": ["refused", "failed"], "payload.filter.actions": " session.\r\n token.create " }, // prettier-ignore
    { filter: { outcomes: ["refused", "failed"], actions: ["session.", "token.create"] } },
  ],
])("%s alone is proposed where nothing else changes", (_what, more, wanted) => {
  const { payload } = onlyChanges(sinkProposalOf(formOf(more)), SINK);
  expect(payload).toEqual({ sinkId: ID, ...wanted });
});

test("a box that is not ticked any more is a change", () => {
  const form = formOf();
  form.delete("payload.config.gzip");
  const { payload } = onlyChanges(sinkProposalOf(form), SINK);
  expect(SinkConfig.parse(payload["config"])).toMatchObject({ gzip: false });
});

test("a secret alone is a change, and stands beside the payload", () => {
  const asked = onlyChanges(sinkProposalOf(formOf({ "secrets.token": "Bearer t" })), SINK);
  expect(asked).toMatchObject({ payload: { sinkId: ID }, secrets: { token: "Bearer t" } });
  expect(JSON.stringify(asked.payload)).not.toContain("Bearer");
});

test("switching off sends nothing but that", () => {
  const form = new FormData();
  for (const [name, value] of [
    ["kind", "sink.change"],
    ["payload.sinkId", ID],
    ["payload.enabled", "false"],
  ])
    // prettier-ignore
    form.append(name ?? "", value ?? "");
  expect(onlyChanges(sinkProposalOf(form), SINK).payload).toEqual({ sinkId: ID, enabled: false });
});

test("an action that no record has is refused at its field", () => {
  expect(() => sinkProposalOf(formOf({ "payload.filter.actions": "servers.\nsession." }))).toThrow(
    expect.objectContaining({
      fields: { "payload.filter.actions": ["No record has this action: servers."] },
    }),
  );
});
