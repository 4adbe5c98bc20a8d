import { commonMessages } from "../../config/messages/common.ts";
import { consoleMessages } from "../../config/messages/console.ts";
import { useAuth } from "../../session/use-auth.ts";
import { Facts } from "../../ui/facts.tsx";
import { Heading } from "../../ui/heading.tsx";
import { Section } from "../../ui/section.tsx";
import { Stack } from "../../ui/stack.tsx";
import { formatDate } from "../format-date.ts";
import { buildFullName } from "../members/person-name.ts";
import { SessionsSection } from "./sessions-section.tsx";
import { formatEmailAddress } from "../../contract/readable-email-address.ts";

/** `/account`: who is signed in, how and when, and where else. */
export function AccountPage() {
  const { session, user } = useAuth();
  const words = consoleMessages.account;
  if (user === null) return null;
  const source =
    session.kind === "active" || session.kind === "unreachable" ? session.session?.source : undefined;
  const name = buildFullName(user);
  return (
    <Stack gap="large">
      <title>{commonMessages.pageTitle(words.title)}</title>
      <Heading>{words.title}</Heading>
      <Section title={words.profile}>
        <Facts
          facts={[
            { name: words.name, value: name || words.noName },
            { name: words.email, value: formatEmailAddress(user.email) },
            {
              name: consoleMessages.dashboard.signedInWith,
              value: source === undefined ? "" : consoleMessages.dashboard.methods[source],
            },
            ...(user.lastSignInAt === null
              ? []
              : [{ name: words.lastSignIn, value: formatDate(user.lastSignInAt) }]),
          ]}
        />
      </Section>
      <SessionsSection />
    </Stack>
  );
}
