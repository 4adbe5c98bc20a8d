import { readAddressList } from "../../contract/address-list.ts";
import { type EmailAddress, emailAddressKey } from "../../contract/email-address.ts";
import { findInvisibleCharacter } from "../../contract/invisible-characters.ts";
import { trimInvisible } from "../../contract/trim-invisible.ts";
import {
  type ListRecord,
  type MalformedReason,
  type Separator,
  describeSeparator,
  foldColumnName,
  readCells,
  readSeparatedList,
} from "../../contract/separated-list.ts";
import type { CommandError } from "../run-command.ts";
import { cannotStart } from "./cannot-start.ts";

/** How a person is invited; null for WorkOS's own default. */
type InvitationSettings = {
  /** WorkOS's id of the organization to join; null: an invitation to the app only. */
  organizationId: string | null;
  roleSlug: string | null;
  expiresInDays: number | null;
  /** Language of the mail, such as `de` or `pt-BR`. */
  locale: string | null;
};

/** The settings as a line or the command line has them; null and "" mean the same. */
export type SettingTexts = Record<keyof InvitationSettings, string | null>;

export type Invitee = InvitationSettings & { email: EmailAddress };

/** A line of the list, numbered from 1 as in an editor. */
export type ListEntry =
  | { kind: "invitee"; line: number; invitee: Invitee }
  /** The same mailbox and organization as an earlier line, which counts. */
  | { kind: "repeated"; line: number; ofLine: number; differs: boolean }
  | { kind: "bad"; line: number; reason: string };

/** The columns that a list may have. */
export const listColumns: readonly string[] = ["email", "organization", "role", "expires_in_days", "locale"];

/** The entries of a list, and what separates its columns; null in a list of addresses. */
export type InvitationList = { entries: ListEntry[]; separator: Separator | null };

/**
 * The entries of a table with a header line, or of addresses without one. Blank lines are counted and skipped.
 *
 * @param bytes UTF-8 with or without a byte order mark, or UTF-16 with one
 * @param defaults for lines that leave a setting empty
 * @throws CommandError when no line of it may be used
 */
export function parseInvitationList(bytes: Uint8Array, defaults: SettingTexts): InvitationList {
  const { separator, records } = readSeparatedList(decode(bytes));
  const [first] = records;
  if (first === undefined) throw cannotUse("it is empty");
  // No column name contains an @.
  const isTable = first.kind === "malformed" || !first.text.includes("@");
  if (isTable) return { entries: markRepeated(parseTable(records, separator, defaults)), separator };
  // What is beside an address in a table without a header must not be ignored: it may be the organization or the role.
  if (separator !== null && readAddressList(first.text).wrong.length > 0)
    throw cannotUse(describeNoHeader(separator));
  const entries = records.flatMap((record) =>
    record.kind === "malformed"
      ? [describeMalformed(record)]
      : parseEntries(record.line, record.text, defaults),
  );
  return { entries: markRepeated(entries), separator: null };
}

/** Identifies a person in an organization. */
export function inviteeKey({ email, organizationId }: Pick<Invitee, "email" | "organizationId">): string {
  return `${emailAddressKey(email)} ${organizationId ?? ""}`;
}

/** The settings, or what is wrong with one, which never quotes the text. */
export function parseInvitationSettings(
  texts: SettingTexts,
): { ok: true; settings: InvitationSettings } | { ok: false; reason: string } {
  const organizationId = trimInvisible(texts.organizationId ?? "") || null;
  const roleSlug = trimInvisible(texts.roleSlug ?? "") || null;
  const days = trimInvisible(texts.expiresInDays ?? "") || null;
  const locale = trimInvisible(texts.locale ?? "") || null;
  const expiresInDays = days === null ? null : Number(days);
  if (organizationId !== null && !/^org_[A-Za-z0-9_]{1,100}$/.test(organizationId)) {
    return { ok: false, reason: "the organization must be its id at WorkOS (org_…)" };
  }
  if (roleSlug !== null && !/^[A-Za-z0-9_.:-]{1,100}$/.test(roleSlug)) {
    return { ok: false, reason: "the role must be its slug at WorkOS" };
  }
  if (days !== null && !/^(?:0?[1-9]|[12][0-9]|30)$/.test(days)) {
    return { ok: false, reason: "the expiry must be a whole number of days from 1 to 30" };
  }
  if (locale !== null && !/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/.test(locale)) {
    return { ok: false, reason: "the locale must be a language tag such as de or pt-BR" };
  }
  return { ok: true, settings: { organizationId, roleSlug, expiresInDays, locale } };
}

function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw cannotUse("it is not UTF-8 or UTF-16; a spreadsheet calls the right format “CSV UTF-8”");
  }
}

function parseTable(
  [header, ...records]: ListRecord[],
  separator: Separator | null,
  defaults: SettingTexts,
): ListEntry[] {
  const cells = header?.kind === "line" ? readCells(header.text, separator) : null;
  const names = cells?.map(foldColumnName) ?? [];
  checkColumns(names, separator);
  return records.flatMap((record): ListEntry[] => {
    const { line } = record;
    if (record.kind === "malformed") return [describeMalformed(record)];
    const cells = readCells(record.text, separator);
    if (cells === null) return [{ kind: "bad", line, reason: "it isn't valid CSV" }];
    if (cells.length > names.length) {
      const reason = `it has ${String(cells.length)} cells where the header names ${String(names.length)}`;
      return [{ kind: "bad", line, reason: reason + describeSeparator(separator) }];
    }
    if (cells.some((cell, index) => cell !== "" && names[index] === "")) {
      return [{ kind: "bad", line, reason: "it has a cell in a column without a name" }];
    }
    const cellOf = new Map(names.map((name, index) => [name, cells[index] ?? ""]));
    const settings = {
      organizationId: cellOf.get("organization") || defaults.organizationId,
      roleSlug: cellOf.get("role") || defaults.roleSlug,
      expiresInDays: cellOf.get("expires_in_days") || defaults.expiresInDays,
      locale: cellOf.get("locale") || defaults.locale,
    };
    return parseEntries(line, cellOf.get("email") ?? "", settings, describeSeparator(separator));
  });
}

/** Refuses unknown names, because a misspelt column that is ignored would invite people to no organization or with another role. */
function checkColumns(names: string[], separator: Separator | null): void {
  if (!names.includes("email")) throw cannotUse(describeNoHeader(separator));
  const unknown = names.findIndex((name) => name !== "" && !listColumns.includes(name));
  if (unknown !== -1) {
    throw cannotUse(
      `its first line names an unknown column ${String(unknown + 1)}; there are ${listColumns.join(", ")}${describeSeparator(separator)}`,
    );
  }
  const named = names.filter((name) => name !== "");
  if (new Set(named).size < named.length) throw cannotUse("its first line names a column twice");
}

function describeNoHeader(separator: Separator | null): string {
  const found = describeSeparator(separator) || " (no comma, semicolon, tab or vertical bar in it)";
  return `its first line is neither an address nor a header that names a column email${found}`;
}

function describeMalformed({ line, reason }: { line: number; reason: MalformedReason }): ListEntry {
  const text =
    reason.kind === "unclosed_quote"
      ? "a quote is never closed"
      : `a quoted cell spans lines ${String(line)} to ${String(reason.toLine)}, and none of them is used`;
  return { kind: "bad", line, reason: text };
}

/**
 * The people of a line: usually one. When one of its addresses can't be read, none is used.
 * @param separation how the columns were read, which may be why there is more than an address
 */
function parseEntries(line: number, cell: string, texts: SettingTexts, separation = ""): ListEntry[] {
  const { addresses, wrong } = readAddressList(cell);
  const [firstWrong] = wrong;
  if (firstWrong !== undefined) {
    const reason =
      addresses.length > 0
        ? `it has something besides its address${separation}`
        : "it has no valid email address";
    return [{ kind: "bad", line, reason: describeInvisible(firstWrong) ?? reason }];
  }
  if (addresses.length === 0) return [{ kind: "bad", line, reason: "it has no address" }];
  const parsed = parseInvitationSettings(texts);
  if (!parsed.ok) return [{ kind: "bad", line, reason: parsed.reason }];
  if (parsed.settings.roleSlug !== null && parsed.settings.organizationId === null) {
    return [{ kind: "bad", line, reason: "it has a role but no organization" }];
  }
  return addresses.map((email) => ({ kind: "invitee", line, invitee: { email, ...parsed.settings } }));
}

/** Counts characters, because the address must not be in a log. */
function describeInvisible(piece: string): string | null {
  const invisible = findInvisibleCharacter(piece);
  if (invisible === null) return null;
  const { codePoint, before } = invisible;
  return `its address has an invisible character (${codePoint}) after character ${String(before.length)}`;
}

function markRepeated(entries: ListEntry[]): ListEntry[] {
  const firstByKey = new Map<string, { line: number; invitee: Invitee }>();
  return entries.map((entry): ListEntry => {
    if (entry.kind !== "invitee") return entry;
    const { line, invitee } = entry;
    const key = inviteeKey(invitee);
    const first = firstByKey.get(key);
    if (first === undefined) {
      firstByKey.set(key, entry);
      return entry;
    }
    const differs = (["roleSlug", "expiresInDays", "locale"] as const).some(
      (name) => first.invitee[name] !== invitee[name],
    );
    return { kind: "repeated", line, ofLine: first.line, differs };
  });
}

function cannotUse(cause: string): CommandError {
  return cannotStart(`The list can't be used: ${cause}`);
}
