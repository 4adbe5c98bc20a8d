import { messages } from "../config/messages.ts";
import { useAuth } from "../session/use-auth.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Menu } from "../ui/menu.tsx";
import { buildInitials } from "./initials.ts";

export function AccountMenu() {
  const { user, signOut } = useAuth();
  if (user === null) return null;
  const initials = buildInitials(user);
  const name = [user.firstName, user.lastName].filter(Boolean).join(" ");
  return (
    <Menu
      label={messages.frame.accountMenu(initials)}
      button={<Avatar initials={initials} />}
      header={
        <>
          {name !== "" && <strong>{name}</strong>}
          <p>{user.email}</p>
        </>
      }
      items={[{ label: messages.frame.signOut, onSelect: () => void signOut() }]}
    />
  );
}
