import { classNames } from "./class-names.ts";

/** A grey shape where content will stand; give it the size of that content. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classNames("animate-pulse rounded-md bg-hover", className)} />;
}
