import { useNavigate } from "react-router-dom";

import { consoleMessages } from "../config/messages/console.ts";
import { paths } from "../config/paths.ts";
import { useAuth } from "../session/use-auth.ts";
import { Avatar } from "../ui/avatar.tsx";
import { buildInitials } from "../ui/initials.ts";
import { Menu } from "../ui/menu.tsx";
import { buildFullName } from "../pages/members/person-name.ts";
import { NameText } from "../ui/name-text.tsx";
import { type Organizations } from "./use-organizations.ts";
import { formatEmailAddress } from "../contract/readable-email-address.ts";

/** Who is signed in, in which organization, and the way out. */
export function AccountMenu({ organizations }: { organizations: Organizations }) {
  const { user, signOut } = useAuth();
  const navigate = useNavigate();
  const { memberships, current, isComplete, switchTo } = organizations;
  if (user === null) return null;
  const initials = buildInitials(user);
  const name = buildFullName(user);
  return (
    <Menu
      label={consoleMessages.frame.accountMenu(initials)}
      button={<Avatar initials={initials} />}
      header={
        <>
          {name !== "" && (
            <strong>
              <NameText>{name}</NameText>
            </strong>
          )}
          <p>
            <NameText>{formatEmailAddress(user.email)}</NameText>
          </p>
        </>
      }
      choices={{
        label: isComplete
          ? consoleMessages.organizations.choose
          : consoleMessages.organizations.chooseFrom(memberships.length),
        items: memberships.map((membership) => ({
          label: membership.name,
          isChosen: membership.id === current?.id,
          onSelect: () => {
            if (membership.id !== current?.id) switchTo(membership);
          },
        })),
      }}
      items={[
        { label: consoleMessages.frame.account, onSelect: () => void navigate(paths.account) },
        { label: consoleMessages.frame.signOut, onSelect: () => void signOut() },
      ]}
    />
  );
}
