import { Pencil } from "lucide-react";

/** What stands on every button that opens a form. */
export const EditMark = () => (
  <>
    <Pencil aria-hidden /> Edit
  </>
);
