"use client";

import { useId, useState, type ComponentProps } from "react";
import { FormText } from "#components/admin/action-form.tsx";
import { useMatches } from "#components/audit/person-field.tsx";

type Props = Omit<ComponentProps<typeof FormText>, "value" | "onChange" | "list">;

/** Names a person by their address; people are offered while one types. */
export function PersonInput(props: Props) {
  const list = useId();
  const [typed, setTyped] = useState("");
  const people = useMatches(typed);
  return (
    <>
      <FormText
        {...props}
        list={list}
        maxLength={254}
        autoComplete="off"
        placeholder="Name or address"
        onChange={(event) => setTyped(event.target.value)}
      />
      <datalist id={list}>
        {people.map(({ id, name, email }) => (
          <option key={id} value={email}>
            {name}
          </option>
        ))}
      </datalist>
    </>
  );
}
