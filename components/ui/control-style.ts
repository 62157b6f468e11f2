/** The look that inputs, textareas and selects share. */
export const CONTROL_STYLE =
  "block w-full rounded-md border border-control bg-surface px-3 text-base text-ink shadow-sm placeholder:text-subtle hover:border-muted aria-invalid:border-danger disabled:cursor-not-allowed disabled:bg-sunken disabled:text-subtle";
