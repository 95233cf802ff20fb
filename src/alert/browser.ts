/**
 * Which browser on which system a user agent names, by family: versions change every few weeks, families when somebody else sits
 * there. A claim of the client's, as all of a user agent is.
 */

/** The first that fits: most browsers also name those they descend from. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.* Safari\//, 'Safari'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bWindows\b/, 'Windows'],
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bMac(?:intosh| OS X)\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** Such as `Firefox on Linux`; undefined for what is no browser, or none that says which. */
export function browserOf(agent: string): string | undefined {
  if (!agent.startsWith('Mozilla/')) return undefined;
  const [browser, system] = [BROWSERS, SYSTEMS].map((known) => known.find(([family]) => family.test(agent))?.[1]);
  if (browser === undefined) return system && `a browser on ${system}`;
  return system === undefined ? browser : `${browser} on ${system}`;
}

/** What tells one client from another in whatever version: the browser and its system, else the name a program begins with. */
export function familyOf(agent: string | undefined): string {
  const text = agent ?? '';
  return browserOf(text) ?? text.split(/[\s/]/)[0] ?? '';
}
