import { ArrowUpRight } from "lucide-react";
import type { ReactNode } from "react";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { isSafeUrl } from "#lib/catalog/core/safe-url.ts";

/** A link to an address that a stranger wrote; what is no plain web address is shown as text. */
export function OutsideLink({ href, children }: { href: string; children?: ReactNode }) {
  const label = children ?? shortened(href);
  if (!isSafeUrl(href)) return <span>{label}</span>;
  return (
    <a
      href={href}
      target="_blank"
      rel="nofollow noopener ugc"
      title={href}
      className="text-accent-text underline decoration-accent-line underline-offset-2 hover:decoration-current"
    >
      {label}
      {/* A word joiner: the arrow never starts a line of its own. */}
      {"\u2060"}
      <ArrowUpRight aria-hidden className="ml-0.5 inline size-3.5 align-[-0.125em]" />
      <span className="sr-only"> (opens elsewhere)</span>
    </a>
  );
}

/** The address without its scheme: what people read. */
const shortened = (href: string) =>
  showHidden(href.replace(/^https?:\/\/(?:www\.)?/, "").replace(/\/$/, ""));
