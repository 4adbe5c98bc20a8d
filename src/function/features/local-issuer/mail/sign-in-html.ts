import { escapeHtml } from "./escape-html.ts";
import { darkStyles, colors, fonts } from "./sign-in-html-styles.ts";
import type { SignInWording } from "./sign-in-wording.ts";

/**
 * The mail as an HTML page: tables and inline styles, the only layout that Outlook supports; readable without styles; without
 * images or anything else to fetch, so that opening it isn't tracked.
 */
export function buildSignInHtml(wording: SignInWording): string {
  const { language, direction } = wording;
  return `<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<meta name="x-apple-disable-message-reformatting">
<title>${escapeHtml(wording.subject)}</title>
<style>${darkStyles}</style>
</head>
<body class="ground" style="margin:0;padding:0;background-color:${colors.ground};-webkit-text-size-adjust:100%;">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all;">${escapeHtml(buildPreheader(wording))}</div>
<table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${colors.ground}" style="background-color:${colors.ground};">
<tr><td align="center" style="padding:32px 12px;">
<!--[if mso]><table role="presentation" width="520" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<main style="display:block;max-width:520px;margin:0 auto;">
<table role="presentation" class="surface" width="100%" dir="${direction}" cellpadding="0" cellspacing="0" border="0" bgcolor="${colors.surface}" style="background-color:${colors.surface};border:1px solid ${colors.line};border-radius:16px;border-collapse:separate;">
<tr><td align="${alignStart(wording)}" style="padding:28px 28px 32px;font-family:${fonts.sans};">
${buildLetterhead(wording)}
<h1 class="ink" style="margin:28px 0 8px;font-family:${fonts.sans};font-size:24px;line-height:32px;font-weight:600;color:${colors.ink};">${escapeHtml(wording.title)}</h1>
<p class="ink" style="margin:0 0 20px;font-size:16px;line-height:24px;color:${colors.ink};">${escapeHtml(wording.lead)}</p>
${wording.oneTimeCode === null ? "" : buildCode(wording.oneTimeCode)}
${wording.link === null ? "" : buildLink(wording, wording.link)}
${buildNotes(wording)}
</td></tr>
</table>
</main>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`;
}

/** The preview text in mail lists: the code again, because phones truncate the subject. */
function buildPreheader(wording: SignInWording): string {
  const lifetime = wording.notes[0] ?? "";
  return wording.oneTimeCode === null ? lifetime : `${wording.oneTimeCode} · ${lifetime}`;
}

/** The app's arch, drawn with borders and colours, beside the console's host. */
function buildLetterhead(wording: SignInWording): string {
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" dir="${wording.direction}">
<tr>
<td width="28" height="28" valign="bottom" align="center" bgcolor="${colors.archOuter}" style="width:28px;height:28px;padding:0;background-color:${colors.archOuter};border-radius:14px 14px 0 0;font-size:0;line-height:0;">
<table role="presentation" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td width="18" height="22" valign="bottom" align="center" bgcolor="${colors.archInner}" style="width:18px;height:22px;padding:0;background-color:${colors.archInner};border-radius:9px 9px 0 0;font-size:0;line-height:0;">
<table role="presentation" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td width="8" height="14" bgcolor="${colors.archLight}" style="width:8px;height:14px;padding:0;background-color:${colors.archLight};border-radius:4px 4px 0 0;font-size:0;line-height:0;">&nbsp;</td></tr></table>
</td></tr></table>
</td>
<td class="ink" valign="middle" style="padding:0 12px;font-family:${fonts.sans};font-size:15px;line-height:20px;font-weight:600;color:${colors.ink};word-break:break-word;"><bdi dir="ltr">${escapeHtml(wording.host)}</bdi></td>
</tr>
</table>`;
}

/** The code, in one text node, so that double clicks, long presses and screen readers take it as a whole. */
function buildCode(oneTimeCode: string): string {
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
<tr><td class="sunken ink" align="center" dir="ltr" bgcolor="${colors.sunken}" style="padding:20px 12px;background-color:${colors.sunken};border-radius:10px;font-family:${fonts.mono};font-size:36px;line-height:44px;font-weight:600;letter-spacing:6px;text-indent:6px;color:${colors.ink};-webkit-user-select:all;user-select:all;">${escapeHtml(oneTimeCode)}</td></tr>
</table>`;
}

/** The link: the primary button without a code, a secondary one with a code. */
function buildLink(wording: SignInWording, link: string): string {
  const isMain = wording.oneTimeCode === null;
  const cell = isMain
    ? { className: "main-link", background: colors.accent, border: colors.accent, text: colors.onAccent }
    : { className: "quiet-link", background: colors.surface, border: colors.lineStrong, text: colors.accent };
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:${isMain ? "4px" : "16px"} 0 0;border-collapse:separate;">
<tr><td class="${cell.className}" align="center" bgcolor="${cell.background}" style="background-color:${cell.background};border:1px solid ${cell.border};border-radius:10px;mso-padding-alt:13px 20px;">
<a class="${cell.className}-text" href="${escapeHtml(link)}" style="display:block;padding:13px 20px;font-family:${fonts.sans};font-size:16px;line-height:22px;font-weight:600;color:${cell.text};text-decoration:none;">${escapeHtml(wording.useLink)}</a>
</td></tr>
</table>`;
}

function buildNotes(wording: SignInWording): string {
  return wording.notes
    .map(
      (note, index) =>
        `<p class="ink-soft" style="margin:${index === 0 ? "24px" : "6px"} 0 0;font-size:14px;line-height:21px;color:${colors.inkSoft};">${escapeHtml(note)}</p>`,
    )
    .join("\n");
}

function alignStart(wording: SignInWording): "left" | "right" {
  return wording.direction === "rtl" ? "right" : "left";
}
