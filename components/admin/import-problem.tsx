import { Callout } from "#components/ui/callout.tsx";

const WORDS: Readonly<Record<string, string>> = {
  too_large: "The file has more than 2 GiB. Split it, or import from an address.",
  invalid:
    "Nothing could be read: choose a file of server.json documents. The run below says more.",
  forbidden: "Only administrators import.",
};

/** Why a form that was posted without JavaScript came back. */
export function ImportProblem({ code }: { code: string }) {
  return (
    <Callout tone="danger" className="mb-4" title="The file was not imported">
      {(Object.hasOwn(WORDS, code) && WORDS[code]) ||
        "Something went wrong. Try again, or look at the runs below."}
    </Callout>
  );
}
