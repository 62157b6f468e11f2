import { TextLink } from "#components/ui/link.tsx";
import { WHO_MAY_SCAN, type WhoMayScan } from "#lib/trust/core/who-may-scan.ts";

type Props = {
  scan: WhoMayScan;
  /** The overview of the version, where the button is. */
  href: string;
  children?: string;
};

/** Where this person asks for a scan, else who could. */
export function HowToScan({ scan, href, children = "Ask for a scan on the overview" }: Props) {
  switch (scan) {
    case "you":
      return (
        <>
          <TextLink href={href}>{children}</TextLink>.
        </>
      );
    case "others":
      return WHO_MAY_SCAN;
    case "nobody":
      return "It names nothing that Gatehouse can scan.";
  }
}
