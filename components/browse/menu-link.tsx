import { Check } from "lucide-react";
import { classNames } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";

/** One choice of a menu: a link, ticked while it is the one in force. */
export function MenuLink({ href, label, on }: { href: string; label: string; on: boolean }) {
  return (
    <li>
      <Link
        href={href}
        scroll={false}
        aria-current={on ? "true" : undefined}
        className="flex h-8 items-center gap-2 rounded-md px-2 hover:bg-hover"
      >
        <Check aria-hidden className={classNames("size-4", !on && "invisible")} />
        {label}
      </Link>
    </li>
  );
}
