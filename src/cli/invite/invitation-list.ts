import { type EmailAddress, emailAddressKey, parseEmailAddress } from "../../contract/email-address.ts";
import type { CommandError } from "../run-command.ts";
import { cannotStart } from "./cannot-start.ts";
import { splitCsvRecords } from "./csv-records.ts";

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

/**
 * The entries of a list in CSV with a header line, or with one address per line and no header. Blank lines are counted and skipped.
 *
 * @param bytes UTF-8, with or without a byte order mark
 * @param defaults for lines that leave a setting empty
 * @throws CommandError when no line of it may be used
 */
export function parseInvitationList(bytes: Uint8Array, defaults: SettingTexts): ListEntry[] {
  const text = decode(bytes);
  const lines = text.split(/\r\n|\n|\r/);
  const first = lines.find((line) => line.trim() !== "");
  if (first === undefined) throw cannotUse("it is empty");
  // No column name contains an @; an address with a comma beside it is a line of a table without a header.
  const isTable = !first.includes("@") || first.includes(",");
  return markRepeated(isTable ? parseTable(text, defaults) : parseAddresses(lines, defaults));
}

/** Identifies a person in an organization. */
export function inviteeKey({ email, organizationId }: Pick<Invitee, "email" | "organizationId">): string {
  return `${emailAddressKey(email)} ${organizationId ?? ""}`;
}

/** The settings, or what is wrong with one, which never quotes the text. */
export function parseInvitationSettings(
  texts: SettingTexts,
): { ok: true; settings: InvitationSettings } | { ok: false; reason: string } {
  const organizationId = texts.organizationId || null;
  const roleSlug = texts.roleSlug || null;
  const days = texts.expiresInDays || null;
  const locale = texts.locale || null;
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
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw cannotUse("it is not UTF-8");
  }
}

function parseAddresses(lines: string[], defaults: SettingTexts): ListEntry[] {
  return lines.flatMap((text, index) => (text.trim() === "" ? [] : [parseEntry(index + 1, text, defaults)]));
}

function parseTable(text: string, defaults: SettingTexts): ListEntry[] {
  const [header, ...records] = splitCsvRecords(text);
  const names = header?.kind === "cells" ? header.cells.map((name) => name.toLowerCase()) : [];
  checkColumns(names);
  return records.map((record): ListEntry => {
    const { line } = record;
    if (record.kind === "malformed") return { kind: "bad", line, reason: record.reason };
    if (record.cells.length !== names.length) {
      const reason = `it has ${String(record.cells.length)} cells where the header names ${String(names.length)}`;
      return { kind: "bad", line, reason };
    }
    const cells = new Map(names.map((name, index) => [name, record.cells[index] ?? ""]));
    return parseEntry(line, cells.get("email") ?? "", {
      organizationId: cells.get("organization") || defaults.organizationId,
      roleSlug: cells.get("role") || defaults.roleSlug,
      expiresInDays: cells.get("expires_in_days") || defaults.expiresInDays,
      locale: cells.get("locale") || defaults.locale,
    });
  });
}

/** Refuses unknown names, because a misspelt column that is ignored would invite people to no organization or with another role. */
function checkColumns(names: string[]): void {
  if (!names.includes("email")) {
    throw cannotUse("its first line is neither an address nor a header that names a column email");
  }
  const unknown = names.findIndex((name) => !listColumns.includes(name));
  if (unknown !== -1) {
    throw cannotUse(
      `its first line names an unknown column ${String(unknown + 1)}; there are ${listColumns.join(", ")}`,
    );
  }
  if (new Set(names).size < names.length) throw cannotUse("its first line names a column twice");
}

function parseEntry(line: number, address: string, texts: SettingTexts): ListEntry {
  const email = parseEmailAddress(address);
  if (email === null) {
    const reason = address === "" ? "it has no address" : "it has no valid email address";
    return { kind: "bad", line, reason };
  }
  const parsed = parseInvitationSettings(texts);
  if (!parsed.ok) return { kind: "bad", line, reason: parsed.reason };
  if (parsed.settings.roleSlug !== null && parsed.settings.organizationId === null) {
    return { kind: "bad", line, reason: "it has a role but no organization" };
  }
  return { kind: "invitee", line, invitee: { email, ...parsed.settings } };
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
