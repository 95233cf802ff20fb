/** `trailwarden doctor`: everything the bot needs, tried one by one, each with a word on what to do when it is not as it should be. */
import type { WebClient } from '@slack/web-api';
import type { Clock } from '../clock';
import { type Config, type SlackSettings, loadConfig } from '../config';
import { LEVELS } from '../detect/level';
import { rulesFrom } from '../engine';
import { redactText } from '../detect/secret-text';
import { reasonOf } from '../error';
import { cleaner, secretsIn } from '../secrets';
import { SCOPES } from '../notify/scopes';
import { advice as adviceOn, slackClient } from '../notify/slack';
import { lookupEventsSource } from '../source/lookup-events';
import { storeFindings } from './doctor-store';
import type { Io } from './io';

/** One finding, for one line of the report. */
export interface Finding {
  readonly ok: boolean;
  readonly what: string;
  /** What was found, or what to do about it. */
  readonly detail: string;
}

export interface DoctorOptions {
  readonly file: string | undefined;
  /** The package's folder. */
  readonly root: string;
  /** Whether to post a line into each routed channel. */
  readonly postTest: boolean;
  readonly clock: Clock;
}

/** Prints a line a finding and resolves to the exit code: 0 when all is well, 1 otherwise. */
export async function doctorCommand({ file, root, postTest, clock }: DoctorOptions, io: Io): Promise<number> {
  const config = loadConfig({ file, folder: io.folder, environment: io.env, slack: true });
  const clean = cleaner(secretsIn(io.env, config));
  let well = true;
  for await (const { ok, what, detail } of findings(config, root, postTest, clock)) {
    well &&= ok;
    io.stdout.write(`${ok ? 'ok     ' : 'PROBLEM'}  ${what}: ${clean(redactText(detail))}\n`);
  }
  io.stdout.write(well ? '\nAll is well.\n' : '\nThere are problems; each line says what to do.\n');
  return well ? 0 : 1;
}

async function* findings(config: Config, root: string, postTest: boolean, clock: Clock): AsyncIterable<Finding> {
  yield { ok: true, what: 'configuration', detail: config.file ?? 'no file: from the environment alone' };
  yield* rules(config, root);
  yield* storeFindings(config, root, clock);
  if (config.slack) yield* slack(config, config.slack, postTest);
  yield* accounts(config, clock);
}

async function* accounts({ accounts, firstRead }: Config, clock: Clock): AsyncIterable<Finding> {
  const source = lookupEventsSource({ accounts, clock, firstRead, log: () => undefined });
  try {
    for await (const { ok, account, region, message, advice } of source.probeAll()) {
      const what = region === undefined ? `account ${account}` : `account ${account} ${region}`;
      yield { ok, what, detail: advice === undefined ? message : `${message}: ${advice}` };
    }
  } finally {
    source.close();
  }
}

function* rules(config: Config, root: string): Iterable<Finding> {
  try {
    const loaded = rulesFrom(config, root);
    const quiet = loaded.disabled.length > 0 ? `, ${loaded.disabled.length} disabled` : '';
    yield { ok: true, what: 'rules', detail: `${loaded.rules.length} active${quiet}` };
    for (const { file, path, problem, severity } of loaded.problems) {
      yield { ok: severity === 'warning', what: 'rules', detail: `${file}: ${path}: ${problem}` };
    }
  } catch (error) {
    yield { ok: false, what: 'rules', detail: reasonOf(error) };
  }
}

async function* slack(config: Config, settings: SlackSettings, postTest: boolean): AsyncIterable<Finding> {
  const client = slackClient(settings.botToken, settings.apiUrl);
  const token = await asked('Slack token', async () => {
    const { team, user, response_metadata: metadata } = await client.auth.test();
    const missing = missingScopes(metadata?.scopes);
    if (missing.length === 0) return { ok: true, detail: `${team} as ${user}, all scopes` };
    const lines = missing.map((scope) => `${scope}: ${SCOPES[scope]}`);
    return { ok: false, detail: `scopes are missing, add them and reinstall the app: ${lines.join('; ')}` };
  });
  yield token;
  const { connection } = settings;
  if (connection.mode === 'socket') {
    const app = slackClient(connection.appToken, settings.apiUrl);
    yield await asked('Socket Mode', async () => {
      await app.apps.connections.open();
      return { ok: true, detail: 'a connection can be opened' };
    });
  }
  for (const [channel, levels] of channels(config)) yield await checkChannel(client, channel, levels, postTest);
}

function checkChannel(client: WebClient, channel: string, levels: string, postTest: boolean): Promise<Finding> {
  return asked(`channel ${channel}`, async () => {
    const { channel: info } = await client.conversations.info({ channel });
    if (info?.is_archived === true) return { ok: false, detail: adviceOn('is_archived').trim() };
    if (info?.is_member === false) return { ok: false, detail: adviceOn('not_in_channel').trim() };
    if (!postTest) return { ok: true, detail: levels };
    await client.chat.postMessage({ channel, text: `Trailwarden can post here. It will send: ${levels}.` });
    return { ok: true, detail: `${levels}; a test message was posted` };
  });
}

/** Each routed channel with the levels that go there, in words. */
function channels({ routes }: Config): Map<string, string> {
  const found = new Map<string, Set<string>>();
  for (const { channel, levels } of routes) {
    const known = found.get(channel) ?? new Set<string>();
    for (const level of levels) known.add(level);
    found.set(channel, known);
  }
  const worded = [...found].map(([channel, levels]) => {
    const worstFirst = LEVELS.filter((level) => levels.has(level)).reverse();
    return [channel, worstFirst.join(', ')] as const;
  });
  return new Map(worded);
}

/** Without the header that lists them, scopes cannot be judged. */
function missingScopes(scopes: readonly string[] | undefined): readonly string[] {
  return scopes === undefined ? [] : Object.keys(SCOPES).filter((scope) => !scopes.includes(scope));
}

async function asked(what: string, ask: () => Promise<Omit<Finding, 'what'>>): Promise<Finding> {
  try {
    return { what, ...(await ask()) };
  } catch (error) {
    const code = (error as { data?: { error?: string } }).data?.error;
    return { ok: false, what, detail: code === undefined ? reasonOf(error) : `${code}${adviceOn(code)}` };
  }
}
