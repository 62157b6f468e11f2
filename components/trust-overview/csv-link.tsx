import { Download } from "lucide-react";
import { buttonStyle } from "#components/ui/button-style.ts";

/** A file, not a page: the router must not fetch it. */
export function CsvLink({ href, of }: { href: string; of: string }) {
  return (
    <a href={href} download className={buttonStyle({ size: "sm" })}>
      <Download aria-hidden /> CSV<span className="sr-only">: {of}</span>
    </a>
  );
}
