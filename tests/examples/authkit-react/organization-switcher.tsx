import { useAuth } from "../../../src/session/use-auth.ts";

type Props = { organizations: { id: string; name: string }[] };

/** Switches to another of the person's organizations. */
export function OrganizationSwitcher({ organizations }: Props) {
  const { switchToOrganization, organizationId } = useAuth();

  return (
    <select
      value={organizationId ?? ""}
      onChange={(event) => switchToOrganization({ organizationId: event.target.value })}
    >
      {organizations.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
