import { type EmailAddress, emailAddressKey, parseEmailAddress } from "../../contract/email-address.ts";
import { splitCsvRecords } from "./csv-records.ts";
import { type InvitationSettings, type SettingTexts, readInvitationSettings } from "./invitation-fields.ts";

// For Node alone, because of csv-parse.

/** Somebody to invite, and how. */
export type Invitee = InvitationSettings & { email: EmailAddress };

/** A line of the list, numbered as an editor does. */
export type ListEntry =
  | { kind: "invitee"; line: number; invitee: Invitee }
  /** The same mailbox and organization as an earlier line, which counts. */
  | { kind: "repeated"; line: number; ofLine: number; differs: boolean }
  | { kind: "bad"; line: number; reason: string };

export type InvitationList =
  | { kind: "read"; entries: ListEntry[] }
  /** Nothing of it may be used. */
  | { kind: "unreadable"; cause: string };

/** The columns that a list may have. */
export const listColumns: readonly string[] = ["email", "organization", "role", "expires_in_days", "locale"];

/**
 * The entries of a list in CSV with a header line, or of one that has an address on each line and no header; blank lines count as
 * lines and are no entries.
 *
 * @param bytes UTF-8, with or without a byte order mark
 * @param defaults what counts where a line doesn't say
 */
export function parseInvitationList(bytes: Uint8Array, defaults: SettingTexts): InvitationList {
  const text = decode(bytes);
  if (text === null) return { kind: "unreadable", cause: "it is not UTF-8" };
  const lines = text.split(/\r\n|\n|\r/);
  const first = lines.find((line) => line.trim() !== "");
  if (first === undefined) return { kind: "unreadable", cause: "it is empty" };
  // No column's name has an @ in it; with a comma beside it, it is a line of a table whose header is missing.
  return first.includes("@") && !first.includes(",")
    ? markRepeated(readAddresses(lines, defaults))
    : readTable(text, defaults);
}

/** The key under which two entries are one person in one organization. */
export function inviteeKey({ email, organizationId }: Pick<Invitee, "email" | "organizationId">): string {
  return `${emailAddressKey(email)} ${organizationId ?? ""}`;
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function readAddresses(lines: string[], defaults: SettingTexts): ListEntry[] {
  return lines.flatMap((text, index) => (text.trim() === "" ? [] : [readEntry(index + 1, text, defaults)]));
}

function readTable(text: string, defaults: SettingTexts): InvitationList {
  const [header, ...records] = splitCsvRecords(text);
  const fault = describeHeaderFault(header?.kind === "cells" ? header.cells : []);
  if (header?.kind !== "cells" || fault !== null) {
    return { kind: "unreadable", cause: `its first line ${fault ?? "is no valid CSV"}` };
  }
  const names = header.cells.map(foldColumn);
  return markRepeated(
    records.map((record): ListEntry => {
      if (record.kind === "malformed") return { kind: "bad", line: record.line, reason: record.reason };
      if (record.cells.length !== names.length) {
        return {
          kind: "bad",
          line: record.line,
          reason: `it has ${String(record.cells.length)} cells where the header names ${String(names.length)}`,
        };
      }
      const cells = new Map(names.map((name, index) => [name, record.cells[index] ?? ""]));
      return readEntry(record.line, cells.get("email") ?? "", {
        organizationId: cells.get("organization") || defaults.organizationId,
        roleSlug: cells.get("role") || defaults.roleSlug,
        expiresInDays: cells.get("expires_in_days") || defaults.expiresInDays,
        locale: cells.get("locale") || defaults.locale,
      });
    }),
  );
}

/** A misspelt column that were overlooked would invite people to no organization, or with another role. */
function describeHeaderFault(cells: string[]): string | null {
  const names = cells.map(foldColumn);
  if (!names.includes("email")) return "is neither an address nor a header that names a column email";
  const unknown = names.findIndex((name) => !listColumns.includes(name));
  if (unknown !== -1) {
    return `names a column ${String(unknown + 1)} that isn't known; there are ${listColumns.join(", ")}`;
  }
  return new Set(names).size === names.length ? null : "names a column twice";
}

function foldColumn(name: string): string {
  return name.toLowerCase();
}

function readEntry(line: number, address: string, texts: SettingTexts): ListEntry {
  const email = parseEmailAddress(address);
  if (email === null) {
    return {
      kind: "bad",
      line,
      reason: address === "" ? "it has no address" : "it has no valid email address",
    };
  }
  const read = readInvitationSettings(texts);
  if (!read.ok) return { kind: "bad", line, reason: read.reason };
  if (read.settings.roleSlug !== null && read.settings.organizationId === null) {
    return { kind: "bad", line, reason: "it has a role and no organization in which to have it" };
  }
  return { kind: "invitee", line, invitee: { email, ...read.settings } };
}

function markRepeated(entries: ListEntry[]): InvitationList {
  const first = new Map<string, { line: number; invitee: Invitee }>();
  return {
    kind: "read",
    entries: entries.map((entry) => {
      if (entry.kind !== "invitee") return entry;
      const key = inviteeKey(entry.invitee);
      const known = first.get(key);
      if (known === undefined) {
        first.set(key, entry);
        return entry;
      }
      return {
        kind: "repeated",
        line: entry.line,
        ofLine: known.line,
        differs: describeSettings(known.invitee) !== describeSettings(entry.invitee),
      };
    }),
  };
}

function describeSettings({ roleSlug, expiresInDays, locale }: Invitee): string {
  return JSON.stringify([roleSlug, expiresInDays, locale]);
}
