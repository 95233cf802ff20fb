// Slack's date tokens ({date_pretty}, {time} …) and the times beside messages, each in the time zone of the person who looks.

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs far more than using one. */
function format(ms: number, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify([timeZone, options]);
  const known = formats.get(key) ?? new Intl.DateTimeFormat('en-GB', { timeZone, ...options });
  formats.set(key, known);
  return known.format(ms);
}

const dayOf = (ms: number, tz: string): string => format(ms, tz, { year: 'numeric', month: '2-digit', day: '2-digit' });

/** today, yesterday, tomorrow, or nothing. */
function near(ms: number, now: number, tz: string): string | undefined {
  const day = 86_400_000;
  if (dayOf(ms, tz) === dayOf(now, tz)) return 'today';
  if (dayOf(ms, tz) === dayOf(now - day, tz)) return 'yesterday';
  return dayOf(ms, tz) === dayOf(now + day, tz) ? 'tomorrow' : undefined;
}

function ago(ms: number, now: number): string {
  const minutes = Math.round(Math.abs(now - ms) / 60_000);
  const text =
    minutes < 1
      ? 'a moment'
      : minutes < 60
        ? `${minutes} min`
        : minutes < 1440
          ? `${Math.round(minutes / 60)} h`
          : `${Math.round(minutes / 1440)} days`;
  return ms > now ? `in ${text}` : `${text} ago`;
}

/** Each token; `pretty` ones say today and yesterday. */
export function slackDate(ms: number, pattern: string, tz: string, now: number): string {
  const long = format(ms, tz, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const medium = format(ms, tz, { day: 'numeric', month: 'long', year: 'numeric' });
  const short = format(ms, tz, { day: 'numeric', month: 'short', year: 'numeric' });
  const pretty = near(ms, now, tz);
  const tokens: Record<string, string> = {
    date_num: format(ms, tz, { year: 'numeric', month: '2-digit', day: '2-digit' }).split('/').reverse().join('-'),
    date_slash: dayOf(ms, tz),
    date: medium,
    date_short: short,
    date_long: long,
    date_full: long,
    date_pretty: pretty ?? medium,
    date_short_pretty: pretty ?? short,
    date_long_pretty: pretty ?? long,
    date_long_full: long,
    day_divider_pretty: pretty ?? long,
    time: time(ms, tz),
    time_secs: format(ms, tz, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    ago: ago(ms, now),
  };
  const text = pattern.replace(/\{(\w+)\}/g, (whole, name: string) => tokens[name] ?? whole);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function time(ms: number, tz: string): string {
  return format(ms, tz, { hour: '2-digit', minute: '2-digit' });
}

/** Whole date and time with the zone, for tooltips. */
export function fullTime(ms: number, tz: string): string {
  return format(ms, tz, { dateStyle: 'full', timeStyle: 'long' });
}

export function dayLabel(ms: number, now: number, tz: string): string {
  return slackDate(ms, '{day_divider_pretty}', tz, now);
}

export const tsToMs = (ts: string): number => Math.floor(Number(ts) * 1000);
