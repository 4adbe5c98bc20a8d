import { consoleMessages } from "../../config/messages/console.ts";

/** In this order: most browsers name others beside themselves, so that old pages treat them alike. */
const browsers: readonly [RegExp, string][] = [
  [/\bEdg(?:A|iOS)?\//, "Edge"],
  [/\bOPR\/|\bOpera\b/, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bHeadlessChrome\/|\bChrome\/|\bCriOS\/|\bChromium\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];

const systems: readonly [RegExp, string][] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "Mac"],
  [/\bLinux\b/, "Linux"],
];

/** A browser's User-Agent in plain words, such as "Firefox on Windows". */
export function describeDevice(userAgent: string | null): string {
  return consoleMessages.account.device(find(browsers, userAgent), find(systems, userAgent));
}

function find(table: readonly [RegExp, string][], userAgent: string | null): string | null {
  return table.find(([pattern]) => pattern.test(userAgent ?? ""))?.[1] ?? null;
}
