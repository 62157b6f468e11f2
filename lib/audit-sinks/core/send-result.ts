/**
 * What became of a batch. The first `accepted` events are done with: each is with the receiver, but
 * for those that `rejected` names by their index (always below `accepted`), which the receiver
 * would never take: they are dead letters. Everything from `accepted` on is to be sent again.
 */
export type SendResult = {
  accepted: number;
  /**
   * Why the rest was not accepted, in words without secrets; null when nothing is left. `refused`: so
   * many of the first events the receiver would not have, each sent alone, and it took no other one.
   */
  retry: { reason: string; afterMs?: number; refused?: number } | null;
  rejected?: { index: number; reason: string }[];
};

/** How one call went. `bad`: the receiver will not have at least one of these events. */
export type PartOutcome =
  | { status: "accepted" }
  | { status: "bad"; reason: string }
  | { status: "retry"; reason: string; afterMs?: number };

type SendPart = (from: number, to: number) => Promise<PartOutcome>;

/** So many refusals in a row without one event taken say that the sink is set up wrongly. */
const MAX_SUSPECTS = 3;

/**
 * Sends `count` events in order, and halves what the receiver refuses until the bad event stands
 * alone. An event is called rejected only when the receiver took another one in the same send:
 * otherwise a wrong address or index would turn the whole log into dead letters.
 */
export async function sendIsolating(count: number, sendPart: SendPart): Promise<SendResult> {
  const parts: [number, number][] = count === 0 ? [] : [[0, count]];
  const suspects: { index: number; reason: string }[] = [];
  let [done, takenOne] = [0, false];
  const result = (retry: SendResult["retry"]): SendResult => settled({ done, takenOne, suspects }, retry); // prettier-ignore

  for (let part = parts.pop(); part; part = parts.pop()) {
    const [from, to] = part;
    const outcome = await sendPart(from, to);
    if (outcome.status === "retry") {
      const { reason, afterMs } = outcome;
      return result({ reason, ...(afterMs === undefined ? {} : { afterMs }) });
    }
    if (outcome.status === "accepted") {
      takenOne = true;
      done = to;
    } else if (to - from > 1) {
      const middle = from + Math.ceil((to - from) / 2);
      parts.push([middle, to], [from, middle]);
    } else {
      suspects.push({ index: from, reason: outcome.reason });
      done = to;
      if (!takenOne && suspects.length >= MAX_SUSPECTS) break;
    }
  }
  return result(null);
}

type Progress = { done: number; takenOne: boolean; suspects: { index: number; reason: string }[] };

function settled({ done, takenOne, suspects }: Progress, retry: SendResult["retry"]): SendResult {
  const [first] = suspects;
  if (first && !takenOne)
    return { accepted: 0, retry: retry ?? { reason: first.reason, refused: suspects.length } };
  return { accepted: done, retry, ...(first ? { rejected: suspects } : {}) };
}
