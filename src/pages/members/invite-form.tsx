import { type FormEvent, useRef, useState } from "react";

import { consoleMessages } from "../../config/messages/console.ts";
import {
  type InvitationQuota,
  type InvitationResult,
  type InvitationsAnswer,
} from "../../contract/invitations.ts";
import { findInvisibleCharacter, stripMisleading } from "../../contract/invisible-characters.ts";
import { formatEmailAddress } from "../../contract/readable-email-address.ts";
import { Button } from "../../ui/button.tsx";
import { Lead } from "../../ui/lead.tsx";
import { LiveRegion } from "../../ui/live-region.tsx";
import { Notice } from "../../ui/notice.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { Stack } from "../../ui/stack.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { describeOutcome } from "./describe-outcome.ts";
import { splitAddresses, type SplitAddresses } from "./split-addresses.ts";

type Props = {
  roles: InvitationsAnswer["roles"];
  quota: InvitationQuota;
  /** Sends them and tells what became of each; never rejects. */
  invite: (emails: readonly string[], roleSlug: string | null) => Promise<readonly InvitationResult[]>;
};

/** Takes addresses and a role, sends the invitations, and keeps in the field what couldn't be sent. */
export function InviteForm({ roles, quota, invite }: Props) {
  const [text, setText] = useState("");
  const [roleSlug, setRoleSlug] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [isSending, setIsSending] = useState(false);
  const [outcomes, setOutcomes] = useState<readonly InvitationResult[]>([]);
  const field = useRef<HTMLTextAreaElement>(null);
  const words = consoleMessages.invite;
  const chosenRole = roleSlug ?? findDefaultRole(roles);
  const left = Math.max(0, quota.maximum - quota.used);
  const failed = outcomes.filter(({ outcome }) => outcome === "failed");
  const sentCount = outcomes.length - failed.length;

  const refuse = (reason: string) => {
    setError(reason);
    field.current?.focus();
  };

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isSending) return;
    const split = splitAddresses(text);
    const { addresses } = split;
    setOutcomes([]);
    const fault = describeFault(split);
    if (fault !== null) return refuse(fault);
    if (addresses.length === 0) return refuse(words.missing);
    if (addresses.length > left) return refuse(words.tooMany(addresses.length, left));
    setError(null);
    setIsSending(true);
    const results = await invite(addresses, chosenRole);
    setIsSending(false);
    setOutcomes(results);
    setText(
      results
        .filter(({ outcome }) => outcome === "failed")
        .map(({ email }) => formatEmailAddress(email))
        .join("\n"),
    );
  };

  return (
    <form noValidate onSubmit={(event) => void send(event)}>
      <Stack gap="medium">
        <TextArea
          ref={field}
          label={words.addresses}
          hint={words.hint}
          error={error}
          value={text}
          rows={3}
          // What was typed meanwhile would be gone with the answer.
          readOnly={isSending}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          onChange={({ target }) => setText(target.value)}
        />
        {roles.length > 1 && (
          <SelectField
            label={words.role}
            value={chosenRole ?? ""}
            options={roles.map(({ slug, name }) => ({ value: slug, label: stripMisleading(name) || slug }))}
            onChange={({ target }) => setRoleSlug(target.value)}
          />
        )}
        <Lead size="small">{words.left(left, quota.maximum)}</Lead>
        <Button look="primary" type="submit" isBusy={isSending} busyLabel={words.sending}>
          {words.send}
        </Button>
        <LiveRegion>{sentCount > 0 && <Notice tone="info">{words.sent(sentCount)}</Notice>}</LiveRegion>
        {failed.length > 0 && (
          <Notice tone="problem" title={words.notSent}>
            {failed.map(describeOutcome).join("\n")}
          </Notice>
        )}
      </Stack>
    </form>
  );
}

/** The role that invites to the least; a person chooses more on purpose. */
function findDefaultRole(roles: InvitationsAnswer["roles"]): string | null {
  return (roles.find(({ slug }) => slug === "member") ?? roles[0])?.slug ?? null;
}

/** Why the addresses can't be sent to; null when they can. */
function describeFault({ wrong, separator, problem }: SplitAddresses): string | null {
  const words = consoleMessages.invite;
  if (problem?.kind === "column") return words.column(problem.name);
  if (problem?.kind === "quotes") return words.quotes(problem.line);
  const invisible = wrong.map(findInvisibleCharacter).find((found) => found !== null);
  if (invisible !== undefined) return words.invisible(invisible.before);
  if (wrong.length === 0) return null;
  return [
    words.wrong(wrong),
    ...(separator === undefined ? [] : [words.separated(words.separators[separator])]),
  ].join(" ");
}
