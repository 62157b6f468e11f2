"use client";

import { X } from "lucide-react";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { Button } from "./button.tsx";

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  footer?: ReactNode;
};

const FIELDS = "input:not([type=hidden]), textarea, select";

/** A native modal dialog: the browser keeps the focus inside and closes it with Escape. */
export function Dialog({ open, onClose, title, children, footer }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const headingId = useId();

  useEffect(() => {
    const dialog = ref.current;
    if (open && dialog?.open === false) {
      dialog.showModal();
      // One opened it to fill it in: not at its first button, which closes it again.
      dialog.querySelector<HTMLElement>(FIELDS)?.focus();
    }
    if (!open && dialog?.open === true) dialog.close();
  }, [open]);

  return (
    <dialog
      ref={ref}
      aria-labelledby={headingId}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
      className="w-[min(32rem,calc(100vw-2rem))] rounded-xl border border-line bg-raised p-0 shadow-lg"
    >
      {open && (
        <>
          <header className="flex items-center justify-between gap-3 border-b border-line px-4 py-3">
            <h2 id={headingId} className="text-lg font-semibold">
              {title}
            </h2>
            <Button size="icon" variant="ghost" aria-label="Close" onClick={onClose}>
              <X aria-hidden />
            </Button>
          </header>
          <div className="flex flex-col gap-4 p-4">{children}</div>
          {footer && (
            <footer className="flex justify-end gap-2 border-t border-line px-4 py-3">
              {footer}
            </footer>
          )}
        </>
      )}
    </dialog>
  );
}
