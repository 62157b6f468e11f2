import { LockKeyhole } from "lucide-react";
import { LocalTime } from "#components/ui/local-time.tsx";

/** Says that nothing can be changed, why, and what that means for what people write now. */
export function LogBanner({ since }: { since: Date }) {
  const iso = since.toISOString();
  return (
    <aside
      aria-label="Read-only"
      className="flex items-center justify-center gap-2 border-b border-danger-line bg-danger-soft px-4 py-1.5 text-sm text-danger-text"
    >
      <LockKeyhole aria-hidden className="size-4 shrink-0" />
      <p role="status">
        <strong>Gatehouse is read-only:</strong> the log cannot be written since{" "}
        <LocalTime iso={iso}>{`${iso.slice(11, 16)} UTC`}</LocalTime>, and what cannot be recorded
        does not happen. Nothing is lost; changes are refused until the log can be written again.
      </p>
    </aside>
  );
}
