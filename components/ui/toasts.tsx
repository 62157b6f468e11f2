"use client";

import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "./button.tsx";

type Toast = { id: number; message: string; undo?: () => void };

const SHOWN_MS = 6_000;
const NONE: readonly Toast[] = [];
const listeners = new Set<() => void>();
let toasts: readonly Toast[] = NONE;
let lastId = 0;

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

const dismiss = (id: number) => set(toasts.filter((toast) => toast.id !== id));

/** Says that something small happened; larger results belong on the page. */
export function showToast(message: string, undo?: () => void): void {
  const id = ++lastId;
  set([...toasts, { id, message, ...(undo && { undo }) }]);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where toasts appear; stands once, in the layout. */
export function ToastRegion() {
  const shown = useSyncExternalStore(
    subscribe,
    () => toasts,
    () => NONE,
  );
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-4 z-50 flex flex-col items-center gap-2 px-4"
    >
      {shown.map((toast) => (
        <div
          key={toast.id}
          className="pointer-events-auto flex items-center gap-3 rounded-lg border border-line bg-raised py-1.5 pr-1.5 pl-4 shadow-lg"
        >
          {toast.message}
          {toast.undo && (
            <Button
              size="sm"
              onClick={() => {
                toast.undo?.();
                dismiss(toast.id);
              }}
            >
              Undo
            </Button>
          )}
          <Button
            size="icon"
            variant="ghost"
            aria-label="Dismiss"
            onClick={() => dismiss(toast.id)}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
    </div>
  );
}
