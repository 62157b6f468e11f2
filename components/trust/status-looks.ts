import {
  CircleCheck,
  CircleHelp,
  CircleX,
  Handshake,
  Minus,
  TriangleAlert,
  Unplug,
  type LucideIcon,
} from "lucide-react";
import type { Tone } from "#components/ui/badge.tsx";
import type { Status } from "#lib/trust/core/words.ts";

export type StatusLook = {
  label: string;
  /** After a number: "3 not checked". */
  counted: string;
  explanation: string;
  tone: Tone;
  icon: LucideIcon;
};

/** What is not known has a colour and an icon of its own: it is neither good nor bad. */
export const STATUS_LOOKS: Readonly<Record<Status, StatusLook>> = {
  pass: {
    label: "Pass",
    counted: "passed",
    explanation: "It was checked, and nothing speaks against it.",
    tone: "success",
    icon: CircleCheck,
  },
  warn: {
    label: "Warning",
    counted: "with a warning",
    explanation: "It was checked. Something deserves a look, but does not cost the level.",
    tone: "warning",
    icon: TriangleAlert,
  },
  fail: {
    label: "Fail",
    counted: "failed",
    explanation: "It was checked, and it does not hold.",
    tone: "danger",
    icon: CircleX,
  },
  not_checkable: {
    label: "Not checked",
    counted: "not checked",
    explanation: "It could not be checked. That says nothing for or against it.",
    tone: "hold",
    icon: CircleHelp,
  },
  error: {
    label: "Check broke off",
    counted: "broke off",
    explanation: "The check did not get to an end. That says nothing for or against it.",
    tone: "hold",
    icon: Unplug,
  },
  waived: {
    label: "Waived",
    counted: "waived",
    explanation: "It does not hold, and somebody has accepted that for a time.",
    tone: "info",
    icon: Handshake,
  },
  not_applicable: {
    label: "Does not apply",
    counted: "do not apply",
    explanation: "It means nothing for what is installed here.",
    tone: "neutral",
    icon: Minus,
  },
};
