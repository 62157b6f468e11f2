import { createHash } from "node:crypto";
import type { Resolver } from "#lib/egress/guarded-connect.ts";
import type { SeqRange } from "../core/seq-ranges.ts";
import type { SendResult } from "../core/send-result.ts";
import { fitEvent } from "../core/fit-event.ts";
import { formatEvent } from "../core/format-event.ts";
import type { SinkEvent } from "../core/sink-event.ts";
import { KIND_FACTS, type SinkKind } from "../core/sink-kinds.ts";
import type { SinkConfig, SinkSecrets } from "../schemas.ts";

/** A sink with all that sending to it takes. The secrets are open: keep it out of logs. */
export type SinkTarget<K extends SinkKind = SinkKind> = TargetFacts & {
  config: Extract<SinkConfig, { kind: K }>;
};

type TargetFacts = {
  /** The sink's own id: a uuid. */
  id: string;
  secrets: SinkSecrets;
  /** The product's version. */
  version: string;
  /** The folder on this machine below which sinks may keep files. */
  fileRoot: string;
  /** Tests put a resolver of their own here. */
  resolve?: Resolver;
};

export type Transport<K extends SinkKind> = (
  batch: readonly SinkEvent[],
  target: SinkTarget<K>,
  signal: AbortSignal,
) => Promise<SendResult>;

/** What is there: places in the chains, lines that came twice, lines that could not be read. */
export type ReadBack = { ranges: SeqRange[]; repeats: number; unreadable: number };

export const sha256Hex = (data: string | Uint8Array): string =>
  createHash("sha256").update(data).digest("hex");

/** The event in the sink's format, cut to the sink's size less what is sent around it, in bytes. */
export function renderEvent(
  event: SinkEvent,
  { config, version }: SinkTarget,
  aroundBytes = 0,
): string {
  const maxBytes = (config.maxEventBytes ?? KIND_FACTS[config.kind].maxEventBytes) - aroundBytes;
  const render = (one: SinkEvent) => formatEvent(config.format, one, version);
  return fitEvent(event, render, { maxBytes, digest: sha256Hex });
}
