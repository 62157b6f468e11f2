"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

type Scan = { id: string; state: string; step: string | null };
type Props = {
  /** Where to ask, below /api/v1. */
  address: string;
  /** As the page was rendered. */
  scan: Scan;
  /** What is said while it waits. */
  queued?: string;
};

const EVERY_MS = 2_000;
const wordsOf = ({ state, step }: Scan, queued: string) =>
  state === "queued" ? queued : (step ?? "It begins.");

/** Says what a running scan is doing, and renews the page when it begins or ends. */
export function LiveScan({ address, scan, queued = "It waits for its turn." }: Props) {
  const router = useRouter();
  const [seen, setSeen] = useState<Scan | null>(null);
  const { id, state } = scan;

  useEffect(() => {
    const stop = new AbortController();
    const look = async () => {
      const now = await fetchScan(address, stop.signal);
      if (now === null) return;
      setSeen(now);
      if (now.id !== id || now.state !== state) router.refresh();
    };
    // A look that fails (a page that closes, a server that restarts) is made up for by the next.
    const timer = setInterval(() => void look().catch(() => undefined), EVERY_MS);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [address, id, state, router]);

  return <p role="status">{wordsOf(seen?.id === id ? seen : scan, queued)}</p>;
}

async function fetchScan(address: string, signal: AbortSignal): Promise<Scan | null> {
  const answer = await fetch(address, { signal });
  if (!answer.ok) return null;
  return ((await answer.json()) as { scan: Scan | null }).scan;
}
