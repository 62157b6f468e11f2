import { FormText, FormTextarea } from "#components/admin/action-form.tsx";

const mono = { spellCheck: false, autoCapitalize: "none", className: "font-mono text-sm" } as const;

type Shown = { issuer: string; claims: string; allowedHosts: string };

/** Of any OpenID issuer. */
export function IssuerFields({ issuer, claims, allowedHosts }: Shown) {
  return (
    <>
      <FormText
        label="Issuer"
        name="issuer"
        type="url"
        maxLength={2048}
        defaultValue={issuer}
        placeholder="https://gitlab.acme.example"
        hint="Exactly as its tokens write it in iss. Its keys are read from /.well-known/openid-configuration."
      />
      <FormTextarea
        label="Required claims"
        name="claims"
        rows={3}
        {...mono}
        defaultValue={claims}
        placeholder={"project_path = acme/files\nref_type = tag"}
        hint="One a line, as name = value. A star at the end of a value stands for any rest. All of them must hold."
      />
      <FormTextarea
        label="Internal hosts it may reach"
        name="allowedHosts"
        optional
        rows={2}
        {...mono}
        defaultValue={allowedHosts}
        hint="For an issuer inside the company: hosts or address ranges, one a line."
      />
    </>
  );
}

type Named = { name: string; names: string; person: string; audience: string };

/** What every publisher has. */
export function PublishingFields({ name, names, person, audience }: Named) {
  return (
    <>
      <FormText
        label="Name"
        name="name"
        required
        maxLength={80}
        defaultValue={name}
        hint="Reviewers and the log read it."
      />
      <FormTextarea
        label="Server names it may publish"
        name="names"
        required
        rows={2}
        {...mono}
        defaultValue={names}
        placeholder={"io.github.acme/files\ncom.acme/*"}
        hint="One a line: a whole name, or all of a namespace as namespace/*."
      />
      <FormText
        label="In whose name"
        name="person"
        type="email"
        required
        maxLength={254}
        defaultValue={person}
        hint="E-mail address of a member of the owner team. They are the author of its requests, so they cannot review them."
      />
      <FormText
        label="Audience"
        name="audience"
        required
        maxLength={500}
        {...mono}
        defaultValue={audience}
        hint="For whom the tokens must be made (aud). mcp-publisher uses the address of the registry."
      />
    </>
  );
}
