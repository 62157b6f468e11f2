"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

type Run = {
  id: string;
  status: string;
  counts: Record<"imported" | "updated" | "unchanged" | "refused", number>;
};

const EVERY_MS = 1_500;
const sum = ({ counts }: Run) =>
  counts.imported + counts.updated + counts.unchanged + counts.refused;

/** Asks how far the running imports are, says so, and renews the page when something moved. */
export function LiveRuns({ running }: { running: readonly string[] }) {
  const router = useRouter();
  const [words, setWords] = useState("");
  const ids = running.join();

  useEffect(() => {
    if (ids === "") return undefined;
    const stop = new AbortController();
    let seen = "";
    const look = async () => {
      const runs = await Promise.all(ids.split(",").map((id) => fetchRun(id, stop.signal)));
      const now = JSON.stringify(runs);
      if (now === seen) return;
      const first = seen === "";
      seen = now;
      const total = runs.reduce((all, run) => all + (run ? sum(run) : 0), 0);
      setWords(`${total.toLocaleString("en")} documents taken so far.`);
      if (!first || runs.some((run) => run?.status !== "running")) router.refresh();
    };
    // A look that fails (a page that closes, a server that restarts) is made up for by the next.
    const timer = setInterval(() => void look().catch(() => undefined), EVERY_MS);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [ids, router]);

  return (
    <p role="status" className="sr-only">
      {ids === "" ? "" : words}
    </p>
  );
}

async function fetchRun(id: string, signal: AbortSignal): Promise<Run | null> {
  const answer = await fetch(`/api/v1/imports/${id}`, { signal });
  if (!answer.ok) return null;
  return ((await answer.json()) as { run: Run }).run;
}
