import fs from "node:fs";
import { SINK_KINDS, type SinkKind } from "#lib/audit-sinks/core/sink-kinds.ts";
import type { Fault } from "#lib/testing/audit-receivers/http-receiver.ts";
import type { SyslogFault } from "#lib/testing/audit-receivers/syslog-receiver.ts";
import { filesIn, type Place } from "./sinks-places.ts";

/**
 * Of so many batches a receiver drops one that says yes to all of them: the third, and so on. Odd,
 * because about every other one is a checkpoint alone.
 */
const DROPS_ONE_OF = 7;
const FIRST_DROPPED = 3;

/** What goes wrong at a receiver while records are on their way. */
export type Trouble = {
  name: string;
  /** From the first record, or once a quarter of them is written. */
  from: "start" | "middle";
  /** Once the sink has failed twice, most records are written, or it has been sent all of them. */
  until: "failed" | "late" | "settled";
  /** What puts right what the fault has cost, once the fault is over. */
  repair: "none" | "reconcile" | "replay";
  begin(place: Place, some: readonly string[]): Promise<void>;
  end(place: Place): Promise<void>;
  /** How often it struck, where failures of the sink do not tell. */
  struck: (() => number) | null;
};

const plain = { from: "middle", until: "failed", repair: "none", struck: null } as const;

/** Every fault that a kind can have, each in a place of its own. */
export const faultCases = (): { kind: SinkKind; trouble: Trouble }[] =>
  SINK_KINDS.flatMap((kind) => troublesOf(kind).map((trouble) => ({ kind, trouble: trouble() })));

function troublesOf(kind: SinkKind): (() => Trouble)[] {
  if (kind === "file") return [linkInTheWay, tornLine, linesLost];
  if (kind === "syslog")
    return [
      refuse,
      ...SYSLOG.map(
        ([name, fault, until]) =>
          () =>
            overSyslog(name, fault, until),
      ),
      lieOverSyslog,
    ];
  return [
    refuse,
    ...HTTP.map(
      ([name, fault, until]) =>
        () =>
          overHttp(name, fault, until),
    ),
    ...(kind === "s3" ? [] : [oneRefused]),
    lieOverHttp,
  ];
}

const HTTP: readonly [string, Fault, Trouble["until"]][] = [
  ["hangs", { kind: "hang" }, "failed"],
  ["cuts half-way", { kind: "halfway" }, "failed"],
  ["takes it, does not answer", { kind: "no_answer" }, "failed"],
  ["answers slowly", { kind: "slow", ms: 400 }, "late"],
  ["500, then works", { kind: "status", status: 500, times: 3 }, "failed"],
  ["429, then works", { kind: "status", status: 429, times: 3, retryAfter: "1" }, "failed"],
];

const SYSLOG: readonly [string, SyslogFault, Trouble["until"]][] = [
  ["hangs", "hang", "failed"],
  ["closes half-way", "halfway", "failed"],
  ["resets half-way", "reset", "failed"],
  ["never speaks TLS", "no_handshake", "failed"],
  ["reads slowly", "slow", "late"],
];

const refuse = (): Trouble => ({
  ...plain,
  name: "refuses connections",
  begin: (place) => place.close(),
  end: (place) => place.listen(),
});

function overHttp(name: string, fault: Fault, until: Trouble["until"]): Trouble {
  let calls = 0;
  return {
    ...plain,
    name,
    until,
    begin: ({ http }) => {
      calls = http?.calls.length ?? 0;
      if (http) http.fault = { ...fault };
      return Promise.resolve();
    },
    end: ({ http }) => {
      calls = (http?.calls.length ?? 0) - calls;
      if (http) http.fault = null;
      return Promise.resolve();
    },
    struck: until === "late" ? () => calls : null,
  };
}

function overSyslog(name: string, fault: SyslogFault, until: Trouble["until"]): Trouble {
  let before = 0;
  return {
    ...plain,
    name,
    until,
    begin: ({ syslog }) => {
      before = syslog?.messages.length ?? 0;
      if (syslog) syslog.fault = fault;
      return Promise.resolve();
    },
    end: ({ syslog }) => {
      before = (syslog?.messages.length ?? 0) - before;
      if (syslog) syslog.fault = null;
      return Promise.resolve();
    },
    struck: until === "late" ? () => before : null,
  };
}

/** It says yes to everything and drops every seventh batch, from the first record to the last. */
function lie(of: (place: Place) => object | null, drop: unknown): Trouble {
  let [asked, dropped] = [0, 0];
  return {
    ...plain,
    name: "says yes and drops",
    from: "start",
    until: "settled",
    repair: "reconcile",
    begin: (place) => {
      const get = () => {
        asked += 1;
        if (asked % DROPS_ONE_OF !== FIRST_DROPPED) return null;
        dropped += 1;
        return drop;
      };
      // Receivers look at their fault once for each call.
      Object.defineProperty(of(place) ?? {}, "fault", { get, configurable: true });
      return Promise.resolve();
    },
    end: (place) => {
      Object.defineProperty(of(place) ?? {}, "fault", { value: null, writable: true });
      return Promise.resolve();
    },
    struck: () => dropped,
  };
}

const lieOverHttp = () => lie(({ http }) => http, { kind: "lie" });
const lieOverSyslog = () => lie(({ syslog }) => syslog, "lie");

/** A record that the receiver would never take: a dead letter, sent again by a person later. */
const oneRefused = (): Trouble => ({
  ...plain,
  name: "refuses one record",
  until: "settled",
  repair: "replay",
  begin: ({ refuses }, some) => {
    for (const id of some.slice(0, 1)) refuses?.add(id);
    return Promise.resolve();
  },
  end: ({ refuses }) => {
    refuses?.clear();
    return Promise.resolve();
  },
  struck: () => 1,
});

/** Somebody put a link where the folder was: what is written there would go elsewhere. */
const linkInTheWay = (): Trouble => ({
  ...plain,
  name: "a link in the way",
  begin: ({ folder }) => {
    if (folder === null) return Promise.resolve();
    fs.renameSync(folder, `${folder}.kept`);
    fs.symlinkSync(`${folder}.kept`, folder);
    return Promise.resolve();
  },
  end: ({ folder }) => {
    if (folder === null) return Promise.resolve();
    fs.rmSync(folder);
    fs.renameSync(`${folder}.kept`, folder);
    return Promise.resolve();
  },
});

/** As a crash in the middle of a line would leave it. */
const tornLine = (): Trouble => ({
  ...plain,
  name: "a torn line",
  until: "late",
  begin: ({ folder }) => {
    for (const file of filesIn(folder ?? "")) fs.appendFileSync(file, '{"type":"record","id":"to');
    return Promise.resolve();
  },
  end: () => Promise.resolve(),
  struck: () => 1,
});

function linesLost(): Trouble {
  let lost = 0;
  return {
    ...plain,
    name: "every seventh line lost",
    until: "settled",
    repair: "reconcile",
    begin: () => Promise.resolve(),
    end: ({ folder }) => {
      for (const file of filesIn(folder ?? "")) {
        const lines = fs.readFileSync(file, "utf8").split("\n");
        const kept = lines.filter((_, index) => index % DROPS_ONE_OF !== 0);
        lost += lines.length - kept.length;
        fs.writeFileSync(file, `${kept.join("\n").trimEnd()}\n`);
      }
      return Promise.resolve();
    },
    struck: () => lost,
  };
}
