/** Files and records that are not as they should be: what is said of them, and that the rest is read. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { record } from '../fixtures';
import { ALL, FOLDER, ONE, THREE, TWO, entry, json, lines, nested, read, written } from './files';

describe('tells a bad record with its place and reads on', () => {
  const good = json(ONE);
  const next = json(TWO);
  test.each([
    [
      'null in a log file',
      `{"Records":[${good},null,${next}]}`,
      ['record 2: expected a CloudTrail record (an object), found null'],
    ],
    ['null as a line', `${good}\nnull\n${next}\n`, [':2: expected a CloudTrail record (an object), found null']],
    [
      'a list where a record should be',
      `[${good},[1],${next}]`,
      ['record 2: expected a CloudTrail record (an object), found a list'],
    ],
    ['no eventSource', `${good}\n{"eventName":"x"}\n${next}\n`, [':2: the record has no eventSource']],
    ['no eventName', `${good}\n{"eventSource":"x"}\n${next}\n`, [':2: the record has no eventName']],
    ['a line that is no JSON', `${good}\n{"eventSource": broken}\n${next}\n`, [':2: not JSON']],
    ['a line that ends inside a string', `${good}\n{"eventSource": "bro\n${next}\n`, [':2: not JSON']],
    [
      'a line that ends between two fields',
      `${good}\n{"eventSource": "x",\n${next}\n${json(THREE)}\n`,
      [':2: not JSON'],
    ],
    ['a line that ends after a field', `${good}\n{"eventSource": {"a": "x"}\n${next}\n`, [':2: not JSON']],
    ['a word in a list', `{"Records":[${good},oops,${next}]}`, ['record 2: not JSON']],
    ['garbage before the first record', `hello\n${good}\n${next}\n`, [':1: not JSON']],
    ['garbage after a log file', `{"Records":[${good},${next}]}\ngoodbye\n`, [':2: not JSON']],
    [
      'text that is no record in lookup-events',
      json({ Events: [entry(ONE), { CloudTrailEvent: '{oops' }, entry(TWO)] }),
      ['CloudTrailEvent is not JSON'],
    ],
    [
      'a record nested 100,000 levels deep',
      `{"Records":[${good},{"x":${nested(100_000)}},${next}]}`,
      ['record 2: the record is nested more than 500'],
    ],
    [
      'the same in a line',
      `${good}\n${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}\n${next}\n`,
      [':2: the record is nested'],
    ],
    [
      'the same inside lookup-events',
      json({ Events: [entry(ONE), { CloudTrailEvent: `{"x":${nested(9000)}}` }, entry(TWO)] }),
      ['nested too deeply'],
    ],
    [
      'a record of 40 MB',
      `${good}\n{"x":"${'x'.repeat(40_000_000)}"}\n${next}\n`,
      [':2: the record is larger than 32 MB'],
    ],
  ])('%s', async (_name, content, expected) => {
    const file = written(content);
    const { ids, problems, reports } = await read([file]);
    expect(ids.slice(0, 2)).toEqual(['one', 'two']);
    expect(reports).toMatchObject([{ fault: undefined, problems: expected.length }]);
    expect(problems).toHaveLength(expected.length);
    for (const [at, text] of expected.entries()) {
      const { place = '', problem = '' } = problems[at] ?? {};
      expect(`${place.replace(file, '')}: ${problem}`).toContain(text);
    }
  });
});

describe('says of a file', () => {
  const whole = lines(...Array.from({ length: 500 }, (_, at) => record({ eventID: `e${at}`, pad: Math.sin(at) })));
  const gzip = gzipSync(whole);
  const flipped = Buffer.from(gzip);
  flipped[200] = 255 - (flipped[200] ?? 0);
  test.each<readonly [string, string | Buffer, RegExp, boolean]>([
    [
      'cut off in the middle of a record',
      json({ Records: ALL }).slice(0, -200),
      /ends in the middle of a record: it was cut off/,
      true,
    ],
    [
      'cut off after a record',
      json({ Records: ALL }).slice(0, -2),
      /ends in the middle of a list: it was cut off/,
      true,
    ],
    [
      'whose last line is cut off',
      lines(...ALL).slice(0, -20),
      /line 3: the file ends in the middle of a record/,
      true,
    ],
    ['of gzip that is cut off', gzip.subarray(0, gzip.length / 2), /is a gzip file that was cut off/, true],
    ['of gzip that is damaged', flipped, /is a damaged gzip file/, false],
    ['that nests and never ends', '['.repeat(100_000), /cut off/, false],
    ['with a bracket too many', `{"Records":[${json(ONE)}}}]}`, /line 1: not JSON/, true],
    [
      'that is binary',
      Buffer.from(Array.from({ length: 600 }, (_, at) => (at * 7) % 256)),
      /is binary, not text/,
      false,
    ],
    ['that is text', 'hello world\n'.repeat(1000), /is not JSON: it begins with "hello world"/, false],
    ['that is a ZIP archive', Buffer.from('504b0304aaaaaaaa', 'hex'), /is a ZIP archive: unpack it first/, false],
    ['that is compressed with zstd', Buffer.from('28b52ffdaaaaaaaa', 'hex'), /zstd: unpack it first/, false],
    ['that is gzip again and again', gzipSync(gzipSync(gzipSync('x'))), /gzip inside gzip inside gzip/, false],
  ])('%s what is wrong, and keeps what was whole', async (_name, content, fault, someEvents) => {
    const { ids, reports } = await read([written(content)]);
    expect(reports).toHaveLength(1);
    expect(reports[0]?.fault).toMatch(fault);
    expect(ids.length > 0).toBe(someEvents);
  });

  test.each([
    ['that is empty', '', 'is empty'],
    ['of blank lines', ' \r\n\n', 'is empty'],
    [
      'that is a digest',
      json({ digestS3Object: 'x', logFiles: [] }),
      'is a digest of CloudTrail, not a log: it holds no events',
    ],
  ])('%s a note, not a fault', async (_name, content, note) => {
    const { reports, problems } = await read([written(content)]);
    expect(reports).toMatchObject([{ fault: undefined, note, problems: 0 }]);
    expect(problems).toEqual([]);
  });

  test('that has no records nothing', async () => {
    const { reports } = await read([written('{"Records":[]}')]);
    expect(reports).toMatchObject([{ fault: undefined, note: undefined, events: 0 }]);
  });

  test('that is missing, and reads the next', async () => {
    const { ids, reports } = await read([join(FOLDER, 'nowhere.json'), written(lines(ONE))]);
    expect(ids).toEqual(['one']);
    expect(reports.map(({ fault }) => fault)).toEqual(['there is no such file', undefined]);
  });
});
