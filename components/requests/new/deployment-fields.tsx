import { DEPLOYMENT_FIELDS } from "#lib/intake/core/request-form.ts";
import { Folded } from "./folded.tsx";
import { AskText } from "./request-form.tsx";

/** Where exactly it will run, where that is known already. */
export function DeploymentFields() {
  return (
    <Folded label="Where exactly it will run, if that is known" names={NAMES}>
      <div className="grid gap-4 sm:grid-cols-2">
        <AskText
          label="Environment"
          name="deployment.environment"
          optional
          maxLength={50}
          hint="Such as production."
        />
        <AskText label="Operated by" name="deployment.operatedBy" optional maxLength={100} />
      </div>
      <AskText
        label="Runs on"
        name="deployment.provider"
        optional
        maxLength={100}
        hint="The cluster or provider, such as a Kubernetes cluster of ours."
      />
      <AskText
        label="Address"
        name="deployment.address"
        optional
        maxLength={500}
        hint="https://… or host:port, without user names or passwords."
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <AskText label="Region" name="deployment.region" optional maxLength={100} />
        <AskText label="Data residency" name="deployment.residency" optional maxLength={100} />
      </div>
    </Folded>
  );
}

const NAMES = DEPLOYMENT_FIELDS.map((name) => `deployment.${name}`);
