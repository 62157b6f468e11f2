"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";

type Props = {
  text: string;
  /** What is copied, for the accessible name: "Copy name". */
  label?: string;
  /** Shows the label beside the icon. */
  showLabel?: boolean;
};

const SHOWN_MS = 2_000;

export function CopyButton({ text, label = "Copy", showLabel = false }: Props) {
  const [result, setResult] = useState<"idle" | "copied" | "failed">("idle");

  useEffect(() => {
    if (result === "idle") return undefined;
    const timer = setTimeout(() => setResult("idle"), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [result]);

  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setResult("copied"),
      () => setResult("failed"),
    );
  const words = { idle: label, copied: "Copied", failed: "Copying is blocked" }[result];
  return (
    <Button
      size={showLabel ? "sm" : "icon"}
      variant={showLabel ? "secondary" : "ghost"}
      onClick={() => void copy()}
      aria-label={label}
      title={words}
    >
      {result === "copied" ? <Check aria-hidden /> : <Copy aria-hidden />}
      {showLabel && words}
      <span role="status" className="sr-only">
        {result === "idle" ? "" : words}
      </span>
    </Button>
  );
}
