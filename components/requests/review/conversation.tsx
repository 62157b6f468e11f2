import { CircleHelp } from "lucide-react";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { OutsideLink } from "#components/server/outside-link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { CommentView } from "#lib/requests/get-request.ts";
import { mentionParts } from "#lib/requests/core/mentions.ts";
import { CommentForm } from "./comment-form.tsx";
import type { ReviewProps } from "./review-props.ts";

/** What people say about it, in threads. */
export function Conversation(props: ReviewProps) {
  const { request, actions } = props;
  const { threads, allowed } = request;
  const roots = threads.filter(({ parentId }) => parentId === null);
  const mayComment = allowed.includes("comment");
  return (
    <CardSection title="Conversation">
      <div className="flex flex-col gap-4">
        {roots.length === 0 && (
          <p className="text-subtle">
            Nobody has said anything yet.{" "}
            {mayComment && "A question here is answered where everyone who decides reads it."}
          </p>
        )}
        {roots.map((root) => (
          <Thread
            key={root.id}
            {...props}
            root={root}
            answers={threads.filter(({ parentId }) => parentId === root.id)}
          />
        ))}
        {mayComment && (
          <div className="border-t border-line pt-4">
            <CommentForm requestId={request.id} comment={actions.commentAction} />
          </div>
        )}
      </div>
    </CardSection>
  );
}

type ThreadProps = ReviewProps & { root: CommentView; answers: readonly CommentView[] };

function Thread({ root, answers, request, now, actions }: ThreadProps) {
  return (
    <article
      id={`comment-${root.id}`}
      aria-label={`Thread of ${root.author.name}`}
      className="flex flex-col gap-2.5"
    >
      <Comment comment={root} revision={request.revision} now={now} answered={answers.length > 0} />
      {answers.length > 0 && (
        <div className="flex flex-col gap-2.5 border-l-2 border-line pl-3">
          {answers.map((answer) => (
            <Comment
              key={answer.id}
              comment={answer}
              revision={request.revision}
              now={now}
              answered
            />
          ))}
        </div>
      )}
      {request.allowed.includes("comment") && (
        <Disclosure
          label={
            <>
              Answer<span className="sr-only"> {root.author.name}</span>
            </>
          }
        >
          <CommentForm requestId={request.id} parentId={root.id} comment={actions.commentAction} />
        </Disclosure>
      )}
    </article>
  );
}

type CommentProps = { comment: CommentView; revision: number; now: Date; answered: boolean };

function Comment({ comment, revision, now, answered }: CommentProps) {
  const { author, body, links, question, at } = comment;
  return (
    <div className="flex flex-col gap-1">
      <p className="flex flex-wrap items-center gap-1.5 text-sm">
        <Avatar name={author.name} kind="person" />
        <span className="font-medium">{showHidden(author.name)}</span>
        <span className="text-subtle">
          <RelativeTime at={at} now={now} />
          {comment.revision < revision && `, on revision ${comment.revision}`}
        </span>
        {question && (
          <Badge tone={answered ? "neutral" : "warning"} icon={CircleHelp}>
            {answered ? "Question" : "Question, not answered"}
          </Badge>
        )}
      </p>
      <p className="break-words whitespace-pre-wrap">
        {mentionParts(body).map(({ text, mention }, at) =>
          mention ? (
            <span key={at} className="font-medium text-accent-text">
              {showHidden(text)}
            </span>
          ) : (
            showHidden(text)
          ),
        )}
      </p>
      {links.length > 0 && (
        <ul className="flex flex-col gap-0.5 text-sm">
          {links.map((link) => (
            <li key={link} className="break-all">
              <OutsideLink href={link} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
