import {
  Ban,
  Building2,
  CalendarX,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  CircleX,
  Cloud,
  CloudCog,
  Eye,
  Globe,
  HardDrive,
  Hourglass,
  Lock,
  OctagonPause,
  ShieldQuestion,
  Store,
  TriangleAlert,
  Users,
  UsersRound,
  type LucideIcon,
} from "lucide-react";
import {
  CLASSIFICATION_LABELS,
  DEPLOYMENT_MODEL_LABELS,
  DEPLOYMENT_STATUS_LABELS,
  LIFECYCLE_LABELS,
  ORIGIN_LABELS,
  VERSION_LIFECYCLE_LABELS,
  type DataClassification,
  type DeploymentModel,
  type DeploymentStatus,
  type Origin,
  type ServerLifecycle,
} from "#lib/catalog/core/words.ts";
import { Badge, type Tone } from "./badge.tsx";

type Look = { tone: Tone; icon: LucideIcon };

const LIFECYCLE: Record<ServerLifecycle, Look> = {
  candidate: { tone: "neutral", icon: CircleDashed },
  in_review: { tone: "info", icon: Hourglass },
  approved: { tone: "success", icon: CircleCheck },
  deprecated: { tone: "warning", icon: TriangleAlert },
  retired: { tone: "neutral", icon: CircleSlash },
  rejected: { tone: "danger", icon: CircleX },
};

/** Where a server or one of its versions stands in its life. */
export function StatusChip(props: { lifecycle: ServerLifecycle; of?: "server" | "version" }) {
  const words = props.of === "version" ? VERSION_LIFECYCLE_LABELS : LIFECYCLE_LABELS;
  const { label, explanation } = words[props.lifecycle];
  return (
    <Badge {...LIFECYCLE[props.lifecycle]} title={explanation}>
      {label}
    </Badge>
  );
}

/** A server withdrawn at once for safety; `note` says why. */
export function QuarantineChip({ note }: { note?: string | null }) {
  return (
    <Badge tone="hold" icon={OctagonPause} title={note ?? "Withdrawn until it has been looked at."}>
      Quarantined
    </Badge>
  );
}

/** What it installs must not be used any more; `title` says why. */
export function RevokedChip({ title }: { title?: string }) {
  return (
    <Badge
      tone="danger"
      icon={Ban}
      title={title ?? "What it installs must not be used any more: clients do not get it."}
    >
      Revoked
    </Badge>
  );
}

/** An approval that nobody renewed in time. */
export function LapsedChip() {
  return (
    <Badge
      tone="hold"
      icon={CalendarX}
      title="Clients do not get it until the approval is renewed."
    >
      Approval ran out
    </Badge>
  );
}

const CLASSIFICATION: Record<DataClassification, Look> = {
  public: { tone: "neutral", icon: Globe },
  internal: { tone: "info", icon: Users },
  confidential: { tone: "warning", icon: Eye },
  restricted: { tone: "danger", icon: Lock },
};

/** The most sensitive data a server touches; null says that nobody has classified it. */
export function ClassificationChip(props: { classification: DataClassification | null }) {
  if (props.classification === null)
    return (
      <Badge icon={ShieldQuestion} title="Nobody has said yet which data this server touches.">
        Not classified
      </Badge>
    );
  const { label, explanation } = CLASSIFICATION_LABELS[props.classification];
  return (
    <Badge {...CLASSIFICATION[props.classification]} title={explanation}>
      {label}
    </Badge>
  );
}

const DEPLOYMENT: Record<DeploymentModel, LucideIcon> = {
  cloud: Cloud,
  self_hosted: HardDrive,
  hybrid: CloudCog,
};

/** How a server runs for us; null says that no deployment is active. */
export function DeploymentChip({ model }: { model: DeploymentModel | null }) {
  if (model === null)
    return (
      <Badge icon={Ban} title="No deployment of this server is recorded as active.">
        Not deployed
      </Badge>
    );
  const { label, explanation } = DEPLOYMENT_MODEL_LABELS[model];
  return (
    <Badge icon={DEPLOYMENT[model]} title={explanation}>
      {label}
    </Badge>
  );
}

const DEPLOYMENT_STATUS: Record<DeploymentStatus, Look> = {
  planned: { tone: "info", icon: Hourglass },
  active: { tone: "success", icon: CircleCheck },
  suspended: { tone: "warning", icon: OctagonPause },
  ended: { tone: "neutral", icon: CircleSlash },
};

export function DeploymentStatusChip({ status }: { status: DeploymentStatus }) {
  const { label, explanation } = DEPLOYMENT_STATUS_LABELS[status];
  return (
    <Badge {...DEPLOYMENT_STATUS[status]} title={explanation}>
      {label}
    </Badge>
  );
}

const ORIGIN: Record<Origin, LucideIcon> = {
  community: UsersRound,
  vendor: Store,
  internal: Building2,
};

export function OriginChip({ origin }: { origin: Origin }) {
  const { label, explanation } = ORIGIN_LABELS[origin];
  return (
    <Badge icon={ORIGIN[origin]} title={explanation}>
      {label}
    </Badge>
  );
}
