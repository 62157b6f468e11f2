/** Artifact integrity and provenance: AI- and PR-. */
import type { Fault } from "./trust-fault.ts";
import { repositoryOf } from "./trust-fault-sources.ts";

const OTHER = "b".repeat(40);

export const INTEGRITY_FAULTS: readonly Fault[] = [
  {
    control: "AI-01",
    fault: "package.json gives another version",
    code: "AI-01/version",
    spoil: (draft) => {
      draft.packageJson = { ...draft.manifest, version: "1.1.0" };
    },
  },
  {
    control: "AI-01",
    fault: "package.json has dependencies that the registry was not told of",
    code: "AI-01/manifest",
    spoil: (draft) => {
      draft.packageJson = {
        ...draft.manifest,
        dependencies: { "tiny-mcp": "^1.0.0", drifted: "1.0.0" },
      };
    },
  },
  {
    control: "AI-01",
    fault: "package.json is no JSON",
    code: "AI-01/manifest",
    spoil: (draft) => {
      draft.files["package.json"] = "{";
    },
  },
  {
    control: "AI-01",
    fault: "the package says that it is another server",
    code: "AI-01/server-name",
    spoil: (draft) => {
      draft.manifest["mcpName"] = "com.other/server";
    },
  },
  {
    control: "AI-01",
    fault: "the package does not say which server it is",
    code: "AI-01/server-name-missing",
    spoil: (draft) => {
      delete draft.manifest["mcpName"];
    },
  },
  {
    control: "AI-01",
    fault: "the server.json breaks the official schema",
    code: "AI-01/server-json",
    spoil: (draft) => {
      draft.document = { description: 7 };
    },
  },
  {
    control: "AI-03",
    fault: "a forged signature of the registry",
    code: "AI-03/invalid-registry",
    spoil: (draft) => {
      draft.change = ({ dist }) => {
        dist["signatures"] = [{ keyid: "SHA256:test", sig: Buffer.from("no").toString("base64") }];
      };
    },
  },
  {
    control: "AI-03",
    fault: "no signature of the registry",
    code: "AI-03/absent-registry",
    spoil: (draft) => {
      draft.change = ({ dist }) => void delete dist["signatures"];
    },
  },
  {
    control: "AI-03",
    fault: "a signature with a key that the registry does not list",
    code: "AI-03/unknown-key",
    spoil: (draft) => {
      draft.change = ({ dist }) => {
        dist["signatures"] = [{ keyid: "SHA256:other", sig: "AAAA" }];
      };
    },
  },
  {
    control: "AI-03",
    fault: "an attestation of other bytes",
    code: "AI-03/invalid-provenance",
    spoil: ({ build }) => {
      if (build) build.sha512 = "0".repeat(128);
    },
  },
  {
    control: "AI-04",
    fault: "the publisher says that the build cannot be reproduced",
    code: "AI-04/declared-not-reproducible",
    spoil: ({ meta }) => {
      meta.build = { reproducible: false };
    },
  },
  {
    control: "PR-01",
    fault: "no repository",
    code: "PR-01/absent",
    spoil: (draft) => {
      delete draft.manifest["repository"];
      draft.document = { repository: undefined };
    },
  },
  {
    control: "PR-01",
    fault: "a repository that is not there",
    code: "PR-01/missing",
    spoil: ({ manifest }) => {
      manifest["repository"] = repositoryOf("nowhere");
    },
  },
  {
    control: "PR-01",
    fault: "a repository that is no address",
    code: "PR-01/invalid",
    spoil: ({ manifest }) => {
      manifest["repository"] = "ask us";
    },
  },
  {
    control: "PR-01",
    fault: "another repository in the server.json",
    code: "PR-01/differs",
    spoil: (draft) => {
      draft.document = { repository: { url: repositoryOf("other"), source: "github" } };
    },
  },
  {
    control: "PR-02",
    fault: "nobody is named with a mail address",
    code: "PR-02/absent",
    spoil: (draft) => {
      delete draft.manifest["author"];
      draft.change = (document) => void (document["maintainers"] = [{ name: "ada" }]);
    },
  },
  {
    control: "PR-03",
    fault: "no attestation of the build",
    code: "PR-03/absent",
    spoil: (draft) => {
      draft.build = null;
    },
  },
  {
    control: "PR-03",
    fault: "built from another repository",
    code: "PR-03/other-source",
    spoil: ({ build }) => {
      if (build) build.repository = "https://github.com/mallory/units";
    },
  },
  {
    control: "PR-03",
    fault: "an attestation of other bytes",
    code: "PR-03/other-subject",
    spoil: ({ build }) => {
      if (build) build.sha512 = "0".repeat(128);
    },
  },
  {
    control: "PR-03",
    fault: "built by nobody known",
    code: "PR-03/unknown-builder",
    spoil: ({ build }) => {
      if (build) build.builder = "https://ci.mallory.dev/runner";
    },
  },
  {
    control: "PR-04",
    fault: "built from a commit that the repository does not have",
    code: "PR-04/missing",
    spoil: ({ build, meta }) => {
      if (build) build.commit = OTHER;
      delete meta.source;
    },
  },
  {
    control: "PR-04",
    fault: "another commit declared than built from",
    code: "PR-04/differs",
    spoil: ({ meta }) => {
      meta.source = { commit: OTHER };
    },
  },
  ...(
    [
      ["units-weak", "Scorecard gives the repository 3 of 10", "PR-05/score"],
      ["units-middling", "Scorecard gives the repository 6 of 10", "PR-05/score"],
      ["units-dangerous", "a dangerous workflow in the repository", "PR-05/dangerous-workflow"],
      ["units-token", "workflows with too wide tokens", "PR-05/token-permissions"],
      ["units-stale", "a result of Scorecard from two months ago", "PR-05/old"],
    ] as const
  ).map(([name, fault, code]): Fault => ({
    control: "PR-05",
    fault,
    code,
    spoil: (draft) => {
      draft.manifest["repository"] = repositoryOf(name);
    },
  })),
];
