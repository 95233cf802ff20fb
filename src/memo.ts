/**
 * Answers already given for a text. The same few user agents, addresses and identities fill a day of events, so asking
 * once for each costs a fraction of asking for every event. The memory has an end, as a stranger may send texts without one;
 * where texts turn out not to repeat, it is given up.
 */

const MOST_KEPT = 2_000;
const LONGEST = 1_000;

/** `ask` must depend on nothing but its argument. */
export function memo<T>(ask: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>();
  let asked = 0;
  let missed = 0;
  let useless = false;
  return (text) => {
    if (useless || text.length > LONGEST) return ask(text);
    asked += 1;
    const known = kept.get(text);
    if (known !== undefined) return known;
    missed += 1;
    if (kept.size >= MOST_KEPT) {
      kept.clear();
      useless = missed * 2 > asked;
    }
    const answer = ask(text);
    kept.set(text, answer);
    return answer;
  };
}
