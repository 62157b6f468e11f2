import { CircleAlert, CircleCheck, CirclePause, Webhook } from "lucide-react";
import { topicLabel } from "#lib/notifications/core/mail-choice.ts";
import { WEBHOOK_FORMAT_LABELS } from "#lib/webhooks/core/formats.ts";
import type { WebhookView } from "#lib/webhooks/list-webhooks.ts";
import { CardControls } from "#components/admin/card-controls.tsx";
import { OneButtonForm } from "#components/admin/one-button-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { WebhookActions } from "./webhook-actions.ts";
import { WebhookForm } from "./webhook-form.tsx";

type Props = { webhooks: readonly WebhookView[]; now: Date; actions: WebhookActions };

export function WebhookList({ webhooks, now, actions }: Props) {
  if (webhooks.length === 0)
    return (
      <EmptyState title="No webhook yet" icon={Webhook}>
        Add a channel of Slack or Teams, or a system of yours that takes signed JSON.
      </EmptyState>
    );
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {webhooks.map((webhook) => (
        <WebhookCard key={webhook.id} webhook={webhook} now={now} actions={actions} />
      ))}
    </div>
  );
}

type CardProps = { webhook: WebhookView; now: Date; actions: WebhookActions };

function WebhookCard({ webhook, now, actions }: CardProps) {
  const { id, name, enabled, origin } = webhook;
  return (
    <CardSection
      title={name}
      description={<code className="wrap-anywhere">{origin}/…</code>}
      actions={<WebhookState {...webhook} />}
    >
      <DefinitionList items={facts(webhook, now)} />
      <CardControls
        id={id}
        name={name}
        pause={{
          enabled,
          word: enabled ? "Switch off" : "Switch on",
          action: actions.pauseWebhookAction,
        }}
        remove={{
          description:
            "It is not called any more, and what still waits for it is dropped. Its secret cannot be brought back.",
          label: "Remove webhook",
          action: actions.removeWebhookAction,
        }}
        first={
          <OneButtonForm action={actions.testWebhookAction} fields={{ id }}>
            Send a test<span className="sr-only"> to {name}</span>
          </OneButtonForm>
        }
      >
        <WebhookForm webhook={webhook} save={actions.changeWebhookAction} />
      </CardControls>
    </CardSection>
  );
}

function WebhookState({ enabled, dead, lastError }: WebhookView) {
  if (!enabled)
    return (
      <Badge tone="warning" icon={CirclePause}>
        Off
      </Badge>
    );
  return dead > 0 || lastError !== null ? (
    <Badge tone="danger" icon={CircleAlert}>
      Failing
    </Badge>
  ) : (
    <Badge tone="success" icon={CircleCheck}>
      On
    </Badge>
  );
}

function facts(webhook: WebhookView, now: Date) {
  const { format, topics, allowedHosts, lastSentAt, pending, dead, lastError } = webhook;
  return [
    { term: "Format", value: WEBHOOK_FORMAT_LABELS[format] },
    { term: "Topics", value: topics.length === 0 ? "All" : topics.map(topicLabel).join(", ") },
    {
      term: "Last call taken",
      value: lastSentAt ? <RelativeTime at={lastSentAt} now={now} /> : "never",
    },
    {
      term: "Deliveries",
      value: (
        <>
          {pending.toLocaleString("en")} waiting,{" "}
          {dead === 0 ? (
            "none failed"
          ) : (
            <TextLink href="/admin/deliveries">{dead.toLocaleString("en")} failed</TextLink>
          )}
        </>
      ),
    },
    ...(lastError === null ? [] : [{ term: "Last problem", value: lastError }]),
    ...(allowedHosts.length === 0
      ? []
      : [{ term: "Internal hosts", value: <code>{allowedHosts.join(", ")}</code> }]),
  ];
}
