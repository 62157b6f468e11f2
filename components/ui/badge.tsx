import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type Tone = "neutral" | "info" | "success" | "warning" | "danger" | "hold";

const TONES: Record<Tone, string> = {
  neutral: "border-line-strong bg-sunken text-muted",
  info: "border-accent-line bg-accent-soft text-accent-text",
  success: "border-success-line bg-success-soft text-success-text",
  warning: "border-warning-line bg-warning-soft text-warning-text",
  danger: "border-danger-line bg-danger-soft text-danger-text",
  hold: "border-hold-line bg-hold-soft text-hold-text",
};

type Props = {
  children: ReactNode;
  tone?: Tone;
  icon?: LucideIcon;
  /** Said on hover; never the only place of a fact. */
  title?: string;
  className?: string;
};

/** A word with an icon and a colour; the colour alone never carries the meaning. */
export function Badge({ children, tone = "neutral", icon: Icon, title, className }: Props) {
  return (
    <span
      title={title}
      className={classNames(
        "inline-flex h-5.5 items-center gap-1 rounded-full border px-2 text-xs font-medium whitespace-nowrap",
        TONES[tone],
        className,
      )}
    >
      {Icon && <Icon aria-hidden className="size-3.5 shrink-0" />}
      {/* Its words stand on the line of the text beside it, not its icon. */}
      <span className="self-baseline leading-5">{children}</span>
    </span>
  );
}
