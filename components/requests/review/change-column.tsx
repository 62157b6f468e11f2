import { CardSection } from "#components/ui/card.tsx";
import { RunsAs } from "#components/server/runs-as.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { isJsonObject, parseJsonExact, type JsonObject } from "#lib/kernel/json.ts";
import { AboutServer } from "./about-server.tsx";
import { AskedChange } from "./asked-change.tsx";
import { AskedWaiver } from "./asked-waiver.tsx";
import { ChangeGroupCard } from "./change-group-card.tsx";
import { ProposedDocument } from "./proposed-document.tsx";
import type { ReviewProps } from "./review-props.ts";
import { SinceCard } from "./since-card.tsx";
import { ToolReview } from "./tool-review.tsx";

/** What would be different: against the last approved version, or everything where there is none. */
export function ChangeColumn(props: ReviewProps) {
  const { change } = props.request;
  const { json, diff, against, version } = change;
  if (json === null)
    return (
      <>
        <SinceCard {...props} />
        <WithoutDocument {...props} />
      </>
    );
  const document = documentOf(json);
  return (
    <>
      <SinceCard {...props} />
      {props.request.kind === "change_server" && <AskedChange {...props} />}
      <h2 className="text-lg font-semibold">
        {against === null ? (
          <>
            Version <code>{showHidden(version ?? "")}</code>{" "}
            <span className="font-normal text-muted">
              – nothing of this server is approved yet, so all of it is new
            </span>
          </>
        ) : (
          <>
            What changes <code>{showHidden(against)}</code>{" "}
            <span className="font-normal text-muted">(approved last) to</span>{" "}
            <code>{showHidden(version ?? "")}</code>
          </>
        )}
      </h2>
      {diff ? <ChangeGroupCard group="security" diff={diff} /> : <RunsAs document={document} />}
      <ToolReview {...props} />
      {diff ? (
        <ChangeGroupCard group="metadata" diff={diff} />
      ) : (
        <AboutServer document={document} />
      )}
      {diff && diff.more > 0 && (
        <CardSection title="More changes than can be listed">
          <p className="text-muted">
            {diff.more.toLocaleString("en")} further changes stand in the documents below. Ask the
            author for a smaller step, or read them there.
          </p>
        </CardSection>
      )}
      <ProposedDocument change={change} />
    </>
  );
}

function WithoutDocument(props: ReviewProps) {
  return props.request.kind === "trust_waiver" ? (
    <AskedWaiver request={props.request} />
  ) : (
    <AskedChange {...props} />
  );
}

/** Our own text, written from a document that was checked. */
function documentOf(json: string): JsonObject {
  const value = parseJsonExact(json);
  return isJsonObject(value) ? value : {};
}
