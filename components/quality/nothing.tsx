import type { ReactNode } from "react";

/** Instead of a chart without numbers. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className="py-6 text-center text-muted">{children}</p>;
}
