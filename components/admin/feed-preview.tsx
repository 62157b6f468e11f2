import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";

type Props = {
  /** The public address of this product. */
  base: string;
  /** One server as nobody in particular gets it; a null text means 404. */
  preview: { name: string; text: string | null } | null;
};

/** Where the feed is, and exactly what one server looks like in it. */
export function FeedPreview({ base, preview }: Props) {
  if (!preview)
    return (
      <Callout tone="neutral" className="mb-4" title="The feed's address">
        <a href={`${base}/v0.1/servers`} className="underline underline-offset-2">
          {base}/v0.1/servers
        </a>{" "}
        answers anybody. “Preview” shows what one server looks like there.
      </Callout>
    );
  return (
    <div className="mb-4">
      <CardSection
        title={`${preview.name}, as nobody in particular reads it`}
        description={`${base}/v0.1/servers/${encodeURIComponent(preview.name)}/versions/latest`}
      >
        {preview.text === null ? (
          <Callout tone="warning" title="404">
            Anonymous readers are told that there is no such server: it is not exposed, nothing of
            it is approved, or it is quarantined.
          </Callout>
        ) : (
          <CodeBlock code={preview.text} label="anonymous answer" />
        )}
      </CardSection>
    </div>
  );
}
