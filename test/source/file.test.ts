/** Every shape in which CloudTrail's records come in files. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { JsonStream } from '../../src/source/json-stream';
import { PAGE_EVENTS } from '../../src/source/source';
import { NOON, record } from '../fixtures';
import { ALL, ONE, THREE, TWO, entry, envelope, json, lines, path, read, utf16, written } from './files';

describe('reads', () => {
  const SHAPES: readonly (readonly [string, string | Buffer])[] = [
    ["a trail's log file", json({ Records: ALL })],
    ["a trail's log file, printed over many lines", json({ Records: ALL }, undefined, 2)],
    ['a log file printed without indentation', json({ Records: ALL }, undefined, 1).replace(/\n +/g, '\n')],
    ['a list of records', json(ALL)],
    ['a list with a record a line', `[\n${ALL.map((one) => json(one)).join(',\n')}\n]\n`],
    ['one record a line', lines(...ALL)],
    ['one record a line, with Windows line ends and none at the end', ALL.map((one) => json(one)).join('\r\n')],
    ['records one after the other, each over many lines', ALL.map((one) => json(one, undefined, 2)).join('\n')],
    ['records without anything between them', ALL.map((one) => json(one)).join('')],
    ['log files one after the other', lines({ Records: [ONE] }, { Records: [TWO, THREE] })],
    ['a list of log files', json([{ Records: [ONE] }, { Records: [TWO, THREE] }])],
    ['what lookup-events prints', json({ Events: ALL.map(entry), NextToken: 'x' }, undefined, 4)],
    ["what lookup-events prints with --query 'Events[].CloudTrailEvent'", json(ALL.map((one) => json(one)))],
    ['the same with --output text', ALL.map((one) => json(one)).join('\t')],
    ['records as quoted text, one a line', lines(...ALL.map((one) => json(one)))],
    ['EventBridge envelopes, one a line', lines(...ALL.map(envelope))],
    ['EventBridge envelopes in a list', json(ALL.map(envelope))],
    ['gzip', gzipSync(json({ Records: ALL }))],
    ['gzip of lines', gzipSync(lines(...ALL))],
    ['gzip in several members', Buffer.concat([gzipSync(lines(ONE)), gzipSync(lines(TWO, THREE))])],
    ['gzip of gzip', gzipSync(gzipSync(json({ Records: ALL })))],
    ['a byte order mark', `\ufeff${json({ Records: ALL })}`],
    ["UTF-16, as PowerShell's > writes it", utf16(json({ Records: ALL }))],
    ['UTF-16 of the other order', utf16(json({ Records: ALL })).swap16()],
  ];

  test.each(SHAPES)('%s', async (_name, content) => {
    const { ids, problems, reports } = await read([written(content)]);
    expect({ ids, problems }).toEqual({ ids: ['one', 'two', 'three'], problems: [] });
    expect(reports).toMatchObject([{ events: 3, problems: 0, fault: undefined, note: undefined }]);
  });

  test.each(SHAPES)('%s from standard input', async (_name, content) => {
    const { ids, reports } = await read(['-'], content);
    expect(ids).toEqual(['one', 'two', 'three']);
    expect(reports).toMatchObject([{ file: 'standard input', fault: undefined }]);
  });

  test('a single EventBridge envelope, which knows what the record leaves out', async () => {
    const { recipientAccountId: _recipient, awsRegion: _region, userIdentity: _identity, ...bare } = ONE;
    const { events } = await read([written(json(envelope(bare)))]);
    expect(events).toMatchObject([{ id: 'one', account: '111122223333', region: 'eu-central-1' }]);
  });

  test('a record that has only eventSource and eventName, at the time of reading', async () => {
    const { events } = await read([written('{"eventSource":"iam.amazonaws.com","eventName":"CreateUser"}')]);
    expect(events).toMatchObject([{ source: 'iam.amazonaws.com', name: 'CreateUser', time: NOON }]);
  });

  test('strings that hold brackets, quotes and backslashes as they are', async () => {
    const { events } = await read([written(json({ Records: [THREE] }))]);
    expect(events[0]?.record).toEqual(THREE);
  });

  test('a record of 5 MB', async () => {
    const { ids, problems } = await read([written(lines({ ...ONE, pad: 'x'.repeat(5_000_000) }, TWO))]);
    expect({ ids, problems }).toEqual({ ids: ['one', 'two'], problems: [] });
  });

  test('keys that mean something to JavaScript as plain data', async () => {
    const odd = '{"eventSource":"a","eventName":"b","eventID":"odd","__proto__":{"x":1},"constructor":1}';
    const { events } = await read([written(odd)]);
    expect(Object.hasOwn(events[0]?.record ?? {}, '__proto__')).toBe(true);
  });

  test('many records in pages of at most 500', async () => {
    const many = Array.from({ length: 1201 }, (_, at) => record({ eventID: `e${at}` }));
    const { ids, largestPage } = await read([written(json({ Records: many }))]);
    expect(ids).toHaveLength(1201);
    expect(largestPage).toBe(PAGE_EVENTS);
  });

  test.each(SHAPES.filter(([, content]) => typeof content === 'string'))(
    '%s, however its bytes are cut',
    (_name, content) => {
      const whole = cutIn(String(content), Number.MAX_SAFE_INTEGER);
      for (const size of [1, 2, 3, 7, 64]) expect(cutIn(String(content), size)).toEqual(whole);
    },
  );
});

/** The pieces of a text that arrives so many bytes at a time. */
function cutIn(text: string, size: number): unknown[] {
  const bytes = Buffer.from(text.replace(/^\ufeff/, ''));
  const stream = new JsonStream();
  const pieces = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(...stream.write(bytes.subarray(at, at + size)));
  pieces.push(...stream.end());
  return [stream.fault, ...pieces.map((piece) => ({ ...piece, text: JSON.parse(piece.text) as unknown }))];
}

describe('walks a folder', () => {
  test('in order, by name, without hidden files, digests and loops', async () => {
    const folder = path('AWSLogs');
    mkdirSync(join(folder, 'CloudTrail', 'b'), { recursive: true });
    mkdirSync(join(folder, 'CloudTrail-Digest'));
    writeFileSync(join(folder, 'CloudTrail', 'a.json.gz'), gzipSync(json({ Records: [ONE] })));
    writeFileSync(join(folder, 'CloudTrail', 'b', 'c.ndjson'), lines(TWO));
    writeFileSync(join(folder, 'CloudTrail', 'd.jsonl'), lines(THREE));
    writeFileSync(join(folder, 'CloudTrail', 'README.md'), 'not for us');
    writeFileSync(join(folder, 'CloudTrail', '.hidden.json'), 'not for us');
    writeFileSync(join(folder, 'CloudTrail-Digest', 'digest.json.gz'), 'not for us');
    symlinkSync('..', join(folder, 'CloudTrail', 'loop'));
    const { ids, reports } = await read([folder]);
    expect(ids).toEqual(['one', 'two', 'three']);
    expect(reports.flatMap(({ fault }) => fault ?? [])).toEqual([]);
    expect(reports.flatMap(({ note }) => note ?? [])).toEqual(['holds digests of CloudTrail, not events: passed over']);
  });

  test('and says when there is nothing to read in it', async () => {
    const folder = path('empty');
    mkdirSync(folder);
    const { reports } = await read([folder]);
    expect(reports[0]?.fault).toMatch(/is a folder without any \.json/);
  });

  test('and reads a pipe', async () => {
    const pipe = path('pipe');
    execFileSync('mkfifo', [pipe]);
    const reading = read([pipe]);
    execFile('sh', ['-c', `printf '%s' '${json({ eventSource: 'a', eventName: 'b', eventID: 'piped' })}' > ${pipe}`]);
    expect((await reading).ids).toEqual(['piped']);
  });
});
