/** The part of trailwarden.yml about digests: what its shape cannot say, and what becomes of it. */
import { DIGEST_KINDS } from './alert/digest-facts';
import type { FileSettings } from './config-schema';
import { type Cron, parseCron } from './cron';
import type { DigestSettings } from './digesting';
import { reasonOf } from './error';
import type { Routes } from './notify/route';

const OFF = 'off';

export function digestProblems({ digest }: FileSettings): readonly string[] {
  return DIGEST_KINDS.flatMap((kind) => {
    try {
      cronOf(digest[kind]);
      return [];
    } catch (error) {
      return [`digest.${kind}: expected ${OFF}, or a schedule: ${reasonOf(error)}`];
    }
  });
}

/** Without a channel of their own digests go where alerts go by default, else with those that no other route takes. */
export function digestOf({ digest }: FileSettings, channel: string | undefined, routes: Routes): DigestSettings {
  const open = routes.filter(({ accounts, tags }) => accounts.size === 0 && tags.length === 0);
  const otherwise = channel ?? (open.at(-1) ?? routes.at(-1))?.channel ?? '';
  return { daily: cronOf(digest.daily), weekly: cronOf(digest.weekly), channel: digest.channel ?? otherwise };
}

function cronOf(text: string): Cron | undefined {
  return text === OFF ? undefined : parseCron(text);
}
