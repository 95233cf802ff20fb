/**
 * Answers already given for a text. The same few user agents, addresses and identities fill a day of events, so asking
 * once for each costs a fraction of asking for every event. The memory has an end: a stranger may send texts without one.
 */

const MOST_KEPT = 2_000;
const LONGEST = 1_000;

/** `ask` must depend on nothing but its argument. */
export function memo<T>(ask: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined || text.length > LONGEST) return known ?? ask(text);
    const answer = ask(text);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(text, answer);
    return answer;
  };
}

/** Fields whose values repeat from event to event. */
export function repeats(field: string): boolean {
  return /^(?:event(?:Source|Name|Type|Category)|userAgent|sourceIPAddress|errorCode|awsRegion|userIdentity\..+)$/.test(
    field,
  );
}
