// What a list or the command line may say about an invitation, beside whom it goes to.

/** How people are invited; null where nothing is said, and WorkOS's own default counts. */
export type InvitationSettings = {
  /** WorkOS's id of the organization to join; null: an invitation to the app alone. */
  organizationId: string | null;
  roleSlug: string | null;
  expiresInDays: number | null;
  /** Language of the mail, such as `de` or `pt-BR`. */
  locale: string | null;
};

/** The texts of one line or of the command line; null and "" are alike. */
export type SettingTexts = Record<keyof InvitationSettings, string | null>;

const organizationForm = /^org_[A-Za-z0-9_]{1,100}$/;
const roleForm = /^[A-Za-z0-9_.:-]{1,100}$/;
const localeForm = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/;
const shortestDays = 1;
const longestDays = 30;

/** The settings, or in words what is wrong with one; the words never quote what they were read from. */
export function readInvitationSettings(
  texts: SettingTexts,
): { ok: true; settings: InvitationSettings } | { ok: false; reason: string } {
  const organizationId = texts.organizationId || null;
  const roleSlug = texts.roleSlug || null;
  const locale = texts.locale || null;
  const days = texts.expiresInDays || null;
  const expiresInDays = days === null ? null : readDays(days);
  if (organizationId !== null && !organizationForm.test(organizationId)) {
    return { ok: false, reason: "the organization must be its id at WorkOS (org_…)" };
  }
  if (roleSlug !== null && !roleForm.test(roleSlug)) {
    return { ok: false, reason: "the role must be its slug at WorkOS" };
  }
  if (expiresInDays === undefined) {
    return { ok: false, reason: "the expiry must be a whole number of days from 1 to 30" };
  }
  if (locale !== null && !localeForm.test(locale)) {
    return { ok: false, reason: "the locale must be a language tag such as de or pt-BR" };
  }
  return { ok: true, settings: { organizationId, roleSlug, expiresInDays, locale } };
}

function readDays(text: string): number | undefined {
  const days = /^[0-9]{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return days >= shortestDays && days <= longestDays ? days : undefined;
}
