import { redirect } from "next/navigation";

/** The console opens on the catalog. */
export default function HomePage(): never {
  redirect("/servers");
}
