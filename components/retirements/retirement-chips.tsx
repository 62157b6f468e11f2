import {
  CircleCheck,
  CircleDashed,
  CircleSlash,
  CloudOff,
  Hourglass,
  Megaphone,
  TriangleAlert,
  Undo2,
  type LucideIcon,
} from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import {
  ANSWER_WORDS,
  STATE_WORDS,
  type ConsumerAnswer,
  type RetirementState,
} from "#lib/retirements/core/words.ts";

type Look = { tone: Tone; icon: LucideIcon };

const STATES: Record<RetirementState, Look> = {
  announced: { tone: "info", icon: Megaphone },
  deprecated: { tone: "warning", icon: TriangleAlert },
  brownout: { tone: "danger", icon: CloudOff },
  retired: { tone: "neutral", icon: CircleSlash },
  cancelled: { tone: "neutral", icon: Undo2 },
};

/** The phase of a campaign. */
export function PhaseChip({ state }: { state: RetirementState }) {
  const { label, explanation } = STATE_WORDS[state];
  return (
    <Badge {...STATES[state]} title={explanation}>
      {label}
    </Badge>
  );
}

const ANSWERS: Record<ConsumerAnswer, Look> = {
  none: { tone: "neutral", icon: CircleDashed },
  moved: { tone: "success", icon: CircleCheck },
  not_using: { tone: "success", icon: CircleSlash },
  needs_time: { tone: "warning", icon: Hourglass },
};

/** What a consumer has answered. */
export function AnswerChip({ answer }: { answer: ConsumerAnswer }) {
  const { label, explanation } = ANSWER_WORDS[answer];
  return (
    <Badge {...ANSWERS[answer]} title={explanation}>
      {label}
    </Badge>
  );
}
