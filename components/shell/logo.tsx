/** The gate of the gatehouse: an arch with its bar. */
export function Logo() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className="size-6 shrink-0 text-accent">
      <path
        d="M4 21V11a8 8 0 0 1 16 0v10"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.25"
        strokeLinecap="round"
      />
      <path
        d="M9 21v-9.5M15 21v-9.5M4 15.5h16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
      />
    </svg>
  );
}
