import { Info } from "lucide-react";
import type { ReactNode } from "react";
import { LinkButton } from "#components/ui/link-button.tsx";
import { serverPath } from "#lib/catalog/core/paths.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { missingWords, totalOf } from "#lib/requests/core/outcome-words.ts";
import { FRESH_MINUTES } from "#lib/requests/core/separation.ts";
import { isEnded, STATE_WORDS, DECISION_WORDS } from "#lib/requests/core/words.ts";
import type { RequestView } from "#lib/requests/get-request.ts";
import { AuthorActions } from "./author-actions.tsx";
import { DecisionPanels } from "./decision-panels.tsx";
import { forOtherTools } from "./other-tools.ts";
import type { ReviewProps } from "./review-props.ts";

/** What this person may do now, always in reach: exactly that, and why not more. */
export function DecisionBar(props: ReviewProps) {
  const { request } = props;
  const isAuthor = request.allowed.some((action) => AUTHOR.has(action));
  return (
    <section
      aria-label="Decision"
      data-decision-bar=""
      className="sticky bottom-0 z-20 -mx-4 mt-5 -mb-6 border-t border-line-strong bg-raised px-4 py-2.5 md:-mx-7 md:px-7"
    >
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <div role="status" className="min-w-0 flex-1 basis-64">
          <Standing {...props} />
        </div>
        <div className="flex flex-wrap items-center gap-2">
          {isAuthor && <AuthorActions {...props} />}
          <Deciding {...props} />
          <Onward {...props} />
        </div>
      </div>
    </section>
  );
}

const AUTHOR: ReadonlySet<string> = new Set(["submit", "edit", "withdraw"]);

function Standing({ request, me }: ReviewProps) {
  const mine = request.decisions.find((one) => one.counts && one.reviewer.id === me);
  const isVoid = forOtherTools(request).some(({ reviewer }) => reviewer.id === me);
  const lead = mine
    ? `You: ${DECISION_WORDS[mine.decision].label.toLowerCase()}. `
    : isVoid && "Your approval was for other tools and does not count any more. ";
  return (
    <>
      <p className="font-medium">
        {lead}
        {standingWords(request)}
      </p>
      <WhyNot request={request} decided={mine !== undefined} />
    </>
  );
}

/** "1 of 2 approvals; waits for another reviewer of security." */
function standingWords({ state, progress }: RequestView): string {
  if (isEnded(state) || state === "draft")
    return `${STATE_WORDS[state].label}. ${STATE_WORDS[state].explanation}`;
  if (state === "changes_requested") return "Changes requested: it waits for its author.";
  const { have, need } = totalOf(progress);
  const missing = missingWords(progress);
  return `${have} of ${need} approvals${missing ? `; waits for ${missing}` : ""}.`;
}

function WhyNot({ request, decided }: { request: RequestView; decided: boolean }) {
  const { allowed, whyNot, state, needsFreshSignIn, isFresh } = request;
  if (isEnded(state) || state === "draft" || decided) return null;
  if (allowed.includes("decide")) {
    if (needsFreshSignIn && !isFresh)
      return (
        <Reason>
          A decision at this risk takes a sign-in of the last {FRESH_MINUTES} minutes.
        </Reason>
      );
    return <WhyNoApproval request={request} />;
  }
  return whyNot ? <Reason>{whyNot}</Reason> : null;
}

function WhyNoApproval({ request: { trust, approvesAs } }: { request: RequestView }) {
  if (trust !== null && trust.barred !== null)
    return (
      <Reason>
        Nobody may approve it while its scan finds what stands under Trust: reject it, or request
        changes and a version without it.
      </Reason>
    );
  if (approvesAs.length > 0) return null;
  return (
    <Reason>
      You approved other tools of it in a capacity that you have no more, and nobody approves in
      two: somebody else has to approve it.
    </Reason>
  );
}

function Reason({ children }: { children: ReactNode }) {
  return (
    <p className="flex items-center gap-1.5 text-sm text-muted">
      <Info aria-hidden className="size-4 shrink-0" />
      <span>{children}</span>
    </p>
  );
}

function Deciding(props: ReviewProps) {
  const { allowed, needsFreshSignIn, isFresh, number } = props.request;
  if (!allowed.includes("decide")) return null;
  if (!needsFreshSignIn || isFresh) return <DecisionPanels {...props} />;
  return (
    <LinkButton
      href={`/sign-in?fresh=1&next=${encodeURIComponent(`/requests/${number}`)}`}
      variant="primary"
    >
      Sign in again to decide
    </LinkButton>
  );
}

/** After the decision: the thing itself, and what comes next. */
function Onward({ request, next, me }: ReviewProps) {
  const { state, serverName, allowed, decisions, requester } = request;
  const decided = decisions.some((one) => one.counts && one.reviewer.id === me);
  // Its author came to look after it, not to work the queue.
  const mayGoOn = next !== null && !allowed.includes("decide") && requester.id !== me;
  return (
    <>
      {state === "approved" && (
        <LinkButton href={serverPath(serverName)}>Open the server</LinkButton>
      )}
      {mayGoOn && (
        <LinkButton
          href={`/requests/${next.number}`}
          variant={decided ? "primary" : "secondary"}
          title={showHidden(next.title)}
        >
          Next: {next.number}
          <span className="max-w-52 truncate font-normal max-sm:hidden">
            {showHidden(next.title)}
          </span>
        </LinkButton>
      )}
      {decided && next === null && (
        <LinkButton
          href={allowed.includes("assign") || state === "approved" ? "/reviews" : "/requests"}
        >
          Nothing else waits for you
        </LinkButton>
      )}
    </>
  );
}
