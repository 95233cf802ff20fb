/** A story as blocks, as many of its last lines as one message holds; only lines worth a closer look have a button to their details. */
import type { KnownBlock } from '@slack/web-api';
import { type Mrkdwn, code, contextLine, cut, joined, moment, mrkdwn, section } from '../../notify/text';
import type { Run } from '../../store/timeline';
import { type Showing as ShowingRows, details, withButton } from './event-rows';
import { actorWords, addressWords, callWords, dotted, isTypable, levelWords, placeWords } from './event-words';
import { type Chapter, type Line, chaptersOf, dayOf, eventsIn } from './story';

export interface Showing extends ShowingRows {
  /** Of the reader, for days. */
  readonly timeZone: string;
}

/** Of Slack's 12,000 characters and 50 blocks, what the head and the foot leave. */
const ROOM = { blocks: 36, buttons: 14 } as const;

export interface Shown {
  readonly blocks: readonly KnownBlock[];
  /** The lines that had room, the last ones. */
  readonly lines: readonly Line[];
}

/** The newest lines that have room; one at least. `room` is how many characters they may take. */
export function storyBlocks(lines: readonly Line[], showing: Showing, room: number): Shown {
  let [fits, tooMany] = [1, lines.length + 1];
  let blocks = blocksOf(lines.slice(-1), showing);
  while (tooMany - fits > 1) {
    const tried = Math.floor((fits + tooMany) / 2);
    const made = blocksOf(lines.slice(-tried), showing);
    if (made.length <= ROOM.blocks && JSON.stringify(made).length <= room) [fits, blocks] = [tried, made];
    else tooMany = tried;
  }
  return { blocks, lines: lines.slice(-fits) };
}

function blocksOf(lines: readonly Line[], showing: Showing): readonly KnownBlock[] {
  const chapters = chaptersOf(lines, showing.timeZone);
  const buttons = new Set(lines.filter(({ notable, runs: [{ id }] }) => notable && isTypable(id)).slice(-ROOM.buttons));
  return chapters.flatMap((chapter, at) => [
    headOf(chapter, chapters[at - 1], chapters, showing),
    ...linesIn(chapter, buttons),
  ]);
}

/** What is the same in all chapters stands above the story. */
function headOf(chapter: Chapter, before: Chapter | undefined, all: readonly Chapter[], showing: Showing): KnownBlock {
  const run = runOf(chapter);
  const differs = (keyOf: (one: Run) => string): boolean => new Set(all.map((one) => keyOf(runOf(one)))).size > 1;
  const day = dayOf(run.time, showing.timeZone);
  const words = [
    ...(before && dayOf(runOf(before).time, showing.timeZone) === day ? [] : [moment(run.time, '{date_short_pretty}')]),
    ...(differs(whose) ? [mrkdwn`${actorWords(run)}${showing.behind(run)}`] : []),
    mrkdwn`from ${addressWords(run.address, showing)}`,
    ...(differs(({ account, region }) => `${account} ${region}`) ? [placeWords(run, showing)] : []),
  ];
  return contextLine(dotted(words));
}

function runOf({ lines: [{ runs }] }: Chapter): Run {
  return runs[0];
}

function whose({ principal, session }: Run): string {
  return `${principal} ${session ?? ''}`;
}

/** Characters of one section, which Slack draws without cutting it off. */
const SECTION = 1_100;

function linesIn({ lines }: Chapter, buttons: ReadonlySet<Line>): readonly KnownBlock[] {
  const blocks: KnownBlock[] = [];
  let open: Mrkdwn[] = [];
  const close = (): void => {
    if (open.length > 0) blocks.push(section(joined(open, '\n')));
    open = [];
  };
  for (const line of lines) {
    const words = lineWords(line);
    const [{ id }] = line.runs;
    if (buttons.has(line)) {
      close();
      blocks.push(withButton(words, details({ id }, 0)));
      continue;
    }
    if (joined([...open, words], '\n').text.length > SECTION) close();
    open.push(words);
  }
  close();
  return blocks;
}

function lineWords({ runs }: Line): Mrkdwn {
  const [run] = runs;
  if (
    runs.length > 1 ||
    (run.readOnly === true && run.count > 1 && run.error === undefined && run.level === undefined)
  ) {
    return mrkdwn`${moment(run.time, '{time}')}  looked around, ${eventsIn(runs)} reads: ${names(runs)}`;
  }
  const first = run.firstTime.map((kind) =>
    kind === 'event' ? mrkdwn`_first time_` : mrkdwn`_first time from this network_`,
  );
  const marks = dotted([...levelWords(run), ...first]);
  return mrkdwn`${moment(run.time, '{time_secs}')}  ${callWords(run)}${times(run)}${marks.text === '' ? mrkdwn`` : mrkdwn`  ${marks}`}`;
}

/** As many calls are named. */
const NAMES = 6;

function names(runs: readonly Run[]): Mrkdwn {
  const counts = new Map<string, number>();
  for (const { name, count } of runs) counts.set(name, (counts.get(name) ?? 0) + count);
  const most = [...counts].sort(([, a], [, b]) => b - a);
  const told = most
    .slice(0, NAMES)
    .map(([name, count]) => mrkdwn`${code(cut(name, 60))}${count > 1 ? ` ×${count}` : ''}`);
  const more = most.length - told.length;
  return more > 0 ? mrkdwn`${joined(told, ', ')} and ${more} more` : joined(told, ', ');
}

/** `×14 until 10:42`. */
function times({ count, time, lastAt }: Run): Mrkdwn {
  if (count === 1) return mrkdwn``;
  return lastAt - time < 60_000 ? mrkdwn` *×${count}*` : mrkdwn` *×${count}* until ${moment(lastAt, '{time}')}`;
}
