import {
  CircleAlert,
  CircleCheck,
  Info,
  OctagonPause,
  TriangleAlert,
  type LucideIcon,
} from "lucide-react";
import type { ReactNode } from "react";
import type { Tone } from "./badge.tsx";
import { classNames } from "./class-names.ts";

const LOOKS: Record<Tone, { icon: LucideIcon; style: string; iconStyle: string }> = {
  neutral: { icon: Info, style: "border-line bg-sunken", iconStyle: "text-muted" },
  info: { icon: Info, style: "border-accent-line bg-accent-soft", iconStyle: "text-accent-text" },
  success: {
    icon: CircleCheck,
    style: "border-success-line bg-success-soft",
    iconStyle: "text-success-text",
  },
  warning: {
    icon: TriangleAlert,
    style: "border-warning-line bg-warning-soft",
    iconStyle: "text-warning-text",
  },
  danger: {
    icon: CircleAlert,
    style: "border-danger-line bg-danger-soft",
    iconStyle: "text-danger-text",
  },
  hold: { icon: OctagonPause, style: "border-hold-line bg-hold-soft", iconStyle: "text-hold-text" },
};

type Props = {
  tone?: Tone;
  title?: string;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
};

/** A notice within a page: what is so, and what can be done about it. */
export function Callout({ tone = "info", title, children, actions, className }: Props) {
  const { icon: Icon, style, iconStyle } = LOOKS[tone];
  return (
    <div
      className={classNames(
        "flex items-start gap-2.5 rounded-lg border px-3.5 py-2.5",
        style,
        className,
      )}
    >
      <Icon aria-hidden className={classNames("mt-0.5 size-4.5 shrink-0", iconStyle)} />
      <div className="min-w-0 flex-1">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className="text-muted">{children}</div>}
      </div>
      {actions && <div className="flex shrink-0 flex-wrap items-center gap-2">{actions}</div>}
    </div>
  );
}
