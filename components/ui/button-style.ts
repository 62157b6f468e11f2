import { classNames } from "./class-names.ts";

type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
type ButtonSize = "sm" | "md" | "icon";
export type ButtonLook = { variant?: ButtonVariant; size?: ButtonSize; className?: string };

const BASE =
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0";

const VARIANTS: Record<ButtonVariant, string> = {
  primary:
    "border-transparent bg-accent text-on-accent hover:bg-accent-strong active:bg-accent-strong",
  secondary: "border-line-strong bg-surface text-ink shadow-sm hover:bg-hover",
  ghost: "border-transparent bg-transparent text-muted hover:bg-hover hover:text-ink",
  danger:
    "border-transparent bg-danger text-on-danger hover:bg-danger-strong active:bg-danger-strong",
};

const SIZES: Record<ButtonSize, string> = {
  sm: "h-7 px-2.5 text-sm",
  md: "h-9 px-3.5 text-base",
  icon: "size-8 text-base",
};

/** The look of a button, for a button and for a link that acts like one. */
export function buttonStyle({ variant = "secondary", size = "md", className }: ButtonLook): string {
  return classNames(BASE, VARIANTS[variant], SIZES[size], className);
}
