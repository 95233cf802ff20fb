/**
 * What comes in over Socket Mode, before Slack's client reads it. The client takes the type of whatever it is sent for the name of
 * an event of its own, and a rejection that nobody awaits for the end of the process; only what Slack sends gets so far.
 */
import type { SocketModeReceiver } from '@slack/bolt';

/** https://docs.slack.dev/apis/events-api/using-socket-mode */
const INTERACTIONS = ['interactive', 'slash_commands'];
const ABOUT_ITSELF = ['hello', 'disconnect'];

/** `refused` is called for each message that is left out. */
export function onlyEnvelopes(client: SocketModeReceiver['client'], refused: () => void): void {
  const readers = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data: unknown, isBinary: boolean) => {
    if (isBinary || !isEnvelope(data)) return refused();
    for (const read of readers) Reflect.apply(read, client, [data, isBinary]);
  });
}

function isEnvelope(data: unknown): boolean {
  const message = parsed(data);
  const type = message?.type;
  if (typeof type !== 'string' || message === undefined) return false;
  if (ABOUT_ITSELF.includes(type)) return true;
  const { envelope_id: id, payload } = message;
  if (typeof id !== 'string' || !isObject(payload)) return false;
  if (INTERACTIONS.includes(type)) return true;
  return type === 'events_api' && isObject(payload.event) && typeof payload.event.type === 'string';
}

function parsed(data: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(typeof data === 'string' ? data : new TextDecoder().decode(data as ArrayBuffer));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
