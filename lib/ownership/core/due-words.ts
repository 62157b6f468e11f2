const DAY_MS = 86_400_000;

export type Due = { words: string; level: "overdue" | "soon" | "later" };

/** "3 days overdue", "today", "in 12 days": whole days, as people count them. */
export function dueWords(at: Date, now: Date): Due {
  const days = Math.ceil((at.getTime() - now.getTime()) / DAY_MS);
  if (at <= now) {
    const late = Math.floor((now.getTime() - at.getTime()) / DAY_MS);
    return { words: late === 0 ? "due today" : `${counted(late)} overdue`, level: "overdue" };
  }
  return { words: `in ${counted(days)}`, level: days <= 7 ? "soon" : "later" };
}

const counted = (days: number) => `${days} ${days === 1 ? "day" : "days"}`;
