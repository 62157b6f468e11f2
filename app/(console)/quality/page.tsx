import { guarded } from "#components/admin/guarded.tsx";
import { PeriodTabs } from "#components/quality/period-tabs.tsx";
import { QualityView } from "#components/quality/quality-view.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { getDecisionQuality } from "#lib/reviews/get-decision-quality.ts";

export const metadata = { title: "Decision quality" };

type Props = { searchParams: Promise<{ days?: string | string[] }> };

export default async function QualityPage({ searchParams }: Props) {
  const { days } = await searchParams;
  const ctx = await sessionContext();
  return guarded(async () => {
    const quality = await getDecisionQuality(ctx, { days });
    return (
      <>
        <PageHeader
          title="Decision quality"
          description="How quickly and how carefully requests are decided."
          actions={<PeriodTabs current={quality.days} />}
        />
        <QualityView quality={quality} now={ctx.now} />
      </>
    );
  });
}
