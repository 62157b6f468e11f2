import { mailChoice } from "./mail-choice.ts";

export type FanOutEvent = { id: string; topic: string; actorId: string; recipients: string[] };
/** Somebody who may be told: not disabled. `chosen` is by topic. */
export type Listener = { id: string; chosen: Readonly<Record<string, string>> };
/** A webhook that is switched on; no topics means all of them. */
export type Hook = { id: string; topics: readonly string[] };

export type FanOut = {
  inbox: { userId: string }[];
  mails: { userId: string; digest: boolean }[];
  calls: { webhookId: string }[];
};

type Audience = { people: ReadonlyMap<string, Listener>; hooks: readonly Hook[]; mail: boolean };

/** Who hears of an event, and how. Nobody is told of their own deeds. */
export function planFanOut(event: FanOutEvent, { people, hooks, mail }: Audience): FanOut {
  const told = [...new Set(event.recipients)]
    .filter((id) => id !== event.actorId)
    .flatMap((id) => people.get(id) ?? []);
  const choices = told.map(({ id, chosen }) => ({
    userId: id,
    choice: mailChoice(event.topic, chosen[event.topic]),
  }));
  return {
    inbox: told.map(({ id }) => ({ userId: id })),
    mails: mail
      ? choices
          .filter(({ choice }) => choice !== "off")
          .map(({ userId, choice }) => ({ userId, digest: choice === "digest" }))
      : [],
    calls: hooks
      .filter(({ topics }) => topics.length === 0 || topics.includes(event.topic))
      .map(({ id }) => ({ webhookId: id })),
  };
}
