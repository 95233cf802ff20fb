/** Small phrases of health in words. */

/** `for 3 minutes`, `for 2 hours`; in milliseconds. */
export function forMinutes(length: number): string {
  const minutes = Math.max(0, Math.round(length / 60_000));
  if (minutes < 1) return 'for less than a minute';
  if (minutes < 120) return `for ${minutes} minute${minutes === 1 ? '' : 's'}`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `for ${hours} hours` : `for ${Math.round(hours / 24)} days`;
}

/** The first few names and how many more. */
export function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 3);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
