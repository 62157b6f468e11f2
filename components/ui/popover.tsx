"use client";

import { useId, type ReactNode } from "react";
import { buttonStyle, type ButtonLook } from "./button-style.ts";
import { classNames } from "./class-names.ts";

type Props = ButtonLook & {
  /** What stands on the button. */
  trigger: ReactNode;
  /** Accessible name of button and popover, needed when the button shows only an icon. */
  label?: string;
  children: ReactNode;
  /** Opens towards the start of the line instead of its end. */
  align?: "start" | "end";
  /** Width and padding of the panel. */
  panelClassName?: string;
};

/**
 * The browser's own popover: it works before scripts run, and closes with Escape or a click
 * elsewhere. A client component only for its id: ids made on the server repeat after a navigation.
 */
export function Popover(props: Props) {
  const { trigger, label, children, align = "start", panelClassName } = props;
  const { variant = "ghost", size = "sm", className } = props;
  const id = useId();
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={label}
        className={buttonStyle({ variant, size, ...(className && { className }) })}
      >
        {trigger}
      </button>
      <div
        id={id}
        popover="auto"
        className={classNames(
          "popover max-w-[calc(100vw-2rem)] rounded-lg border border-line bg-raised text-base text-ink shadow-lg",
          align === "end" && "popover-end",
          panelClassName ?? "w-72 p-3",
        )}
      >
        {children}
      </div>
    </>
  );
}
