import { CardSection } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";

const workflow = (registry: string) => `permissions:
  id-token: write # for the OpenID token
  contents: read
steps:
  - uses: actions/checkout@v5
  - run: mcp-publisher login github-oidc --registry ${registry}
  - run: mcp-publisher publish`;

const byHand = (
  registry: string,
) => `TOKEN=$(curl --fail-with-body -sS ${registry}/v0.1/auth/oidc \\
  -H "Content-Type: application/json" \\
  -d "{\\"oidc_token\\": \\"$ID_TOKEN\\"}" | jq -r .registry_token)
curl --fail-with-body -sS ${registry}/v0.1/publish \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" \\
  --data-binary @server.json`;

/** What happens to what is published, and how a pipeline does it. */
export function PublishingGuide({ registry }: { registry: string }) {
  return (
    <CardSection
      title="How a pipeline publishes"
      description="It proves who it is with the OpenID token of its CI system, and gets a registry token of five minutes for it. Each token is exchanged once."
    >
      <div className="flex flex-col gap-4">
        <ul className="flex max-w-prose list-disc flex-col gap-1.5 pl-5 text-muted">
          <li>
            A new version of a listed server becomes a request to add it, with its diff. Published
            again, the request gets a new revision.
          </li>
          <li>
            A server that is not listed becomes a request to list it. What a document does not say,
            such as the data it touches, its author adds to the draft.
          </li>
          <li>
            Nothing is served before its approval. Only where the review policy allows it, a patch
            release of the owner team that changes nothing but its number is approved at once; it
            has to name its tools.
          </li>
        </ul>
        <div className="flex flex-col gap-2">
          <h3 className="font-medium">GitHub Actions</h3>
          <CodeBlock code={workflow(registry)} label="workflow for GitHub Actions" />
        </div>
        <div className="flex flex-col gap-2">
          <h3 className="font-medium">Anywhere else, with the token in ID_TOKEN</h3>
          <CodeBlock code={byHand(registry)} label="commands for other pipelines" />
        </div>
        <p className="max-w-prose text-sm text-subtle">
          People publish the same way with a personal access token that has the scope “Ask for
          things”, without an exchange.
        </p>
      </div>
    </CardSection>
  );
}
