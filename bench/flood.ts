/**
 * A CloudTrail without an end, as a process of its own so that it takes no time from whoever measures: every look-up is answered
 * with fifty events of the time asked for and a token for more. Prints its port when it listens.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { textOf } from '../demo/cloudtrail/request';
import { dice, recordOf } from './records';

/** As many as LookupEvents gives at most. */
const PAGE = 50;

const roll = dice(11);
let given = 0;

function page(body: string): string {
  const { StartTime = 0, EndTime = Date.now() / 1000 } = JSON.parse(body) as Partial<Record<string, number>>;
  const Events = Array.from({ length: PAGE }, () => {
    const record = recordOf((given += 1), roll);
    const EventTime = Math.floor(StartTime + (EndTime - StartTime) * roll());
    const CloudTrailEvent = JSON.stringify({ ...record, eventTime: new Date(EventTime * 1000).toISOString() });
    return { EventId: record.eventID, EventTime, CloudTrailEvent };
  });
  Events.sort((a, b) => b.EventTime - a.EventTime);
  return JSON.stringify({ Events, NextToken: String(given) });
}

const server = createServer((request, response) => {
  void textOf(request).then((body) => {
    const known = request.headers['x-amz-target']?.toString().endsWith('LookupEvents') === true;
    response.writeHead(known ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(known ? page(body) : '{"__type":"AccessDeniedException"}');
  });
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
