import { notFound, redirect } from "next/navigation";
import { serverPath } from "#lib/catalog/core/paths.ts";
import { ServerRef } from "#lib/catalog/server-schemas.ts";

type Props = { params: Promise<{ namespace: string }> };

/** A name whose slash was encoded arrives as one part: it belongs to the page of its server. */
export default async function EncodedNamePage({ params }: Props) {
  const name = (await params).namespace.replace(/%2f/i, "/");
  if (!ServerRef.safeParse({ name }).success) notFound();
  redirect(serverPath(name));
}
