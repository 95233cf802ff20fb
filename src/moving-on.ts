/** Everything that time alone brings about, as one step: deadlines, questions to people, digests. A part of the composition root. */
import type { Desk } from './act/desk';
import { askDue } from './asking';
import type { Config } from './config';
import { passTime } from './deadlines';
import { digesting } from './digesting';
import { reasonOf } from './error';
import type { Log } from './log';
import type { Operations } from './operate/operations';

/** Resolves to how many things happened. What fails is told, and tried again at the next turn. */
export function movingOn(
  desk: Desk,
  { confirm, digest: settings, merge }: Config,
  { health }: Pick<Operations, 'health'>,
  log: Log,
  posture?: Parameters<typeof digesting>[0]['posture'],
): (now: number) => Promise<number> {
  const failed = (message: string) => (error: unknown) => {
    log.error({ error: reasonOf(error) }, message);
    return 0;
  };
  const asking = failed('asking failed');
  const told = { database: desk.database, rules: desk.rules, routes: desk.routes, businessHours: desk.businessHours };
  const digests = { ...told, merge, settings, health, posture, failed: failed('the posture could not be read') };
  const digestDue = digesting(digests, desk.clock.now());
  return async (now) => {
    const moved = await passTime(desk, now).catch(failed('deadlines failed'));
    const asked = await askDue({ ...desk, ...confirm, ...desk.confirm, failed: asking }, now).catch(asking);
    const made = await digestDue(now).catch(failed('the digest failed'));
    if (made > 0) log.info({ digests: made }, 'digest made');
    return moved + asked + made;
  };
}
