const EVERY_MS = 20;
const MB = 1_048_576;

/** How much resident memory a piece of work takes in this process beyond what it had before. */
export function watchMemory(): { stop(): { growthMb: number; peakMb: number } } {
  const before = process.memoryUsage.rss();
  let peak = before;
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      look();
      return { growthMb: (peak - before) / MB, peakMb: peak / MB };
    },
  };
}
