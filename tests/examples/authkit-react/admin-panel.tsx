import { useAuth } from "../../../src/session/use-auth.ts";

/** Shows itself to administrators, and a part of itself to those with a permission. */
export function AdminPanel() {
  const { role, permissions } = useAuth();

  if (role !== "admin") return null;
  return (
    <section>
      <h2>Administration</h2>
      {permissions.includes("members:invite") && <button>Invite somebody</button>}
    </section>
  );
}
