import { ShieldQuestion } from "lucide-react";
import { RequestTrustPage } from "#components/requests/review/request-trust-page.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { getRequestTrust } from "#lib/requests/get-request-trust.ts";
import { scanAction } from "../../actions.ts";
import { findRequest, loadRequest } from "../load-request.ts";

type Props = {
  params: Promise<{ number: string }>;
  searchParams: Promise<{ option?: string | string[] }>;
};

export async function generateMetadata({ params }: Props) {
  const { request } = await findRequest((await params).number);
  return { title: request ? `Trust of ${request.number}` : "Not found" };
}

export default async function RequestTrust({ params, searchParams }: Props) {
  const { ctx, request } = await loadRequest((await params).number);
  const { option } = await searchParams;
  const trust = await getRequestTrust(ctx, { id: request.id });
  const { number, title } = request;
  return (
    <>
      <PageHeader
        title={`Trust of ${number}`}
        breadcrumb={[
          { href: "/requests", label: "Requests" },
          { href: `/requests/${number}`, label: `${number} ${showHidden(title)}` },
        ]}
      />
      {trust === null ? (
        <EmptyState icon={ShieldQuestion} title="There is nothing to scan">
          Trust is about a version: this request proposes none.
        </EmptyState>
      ) : (
        <RequestTrustPage
          trust={trust}
          asked={typeof option === "string" ? option : undefined}
          scanAction={scanAction}
        />
      )}
    </>
  );
}
