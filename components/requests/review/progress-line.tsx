/** "3 of 5 tools viewed" with a bar. */
export function ProgressLine({ done, of, words }: { done: number; of: number; words: string }) {
  return (
    <div className="flex items-center gap-2.5 text-sm text-muted tabular-nums">
      <progress
        value={done}
        max={of}
        aria-label={`${done} of ${of} ${words}`}
        className="progress-line h-1.5 w-24"
      />
      <span>
        {done} of {of} {words}
      </span>
    </div>
  );
}
