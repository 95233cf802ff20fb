/** Reading a corpus to its end: good records beside the bad ones, and what the store and the log say of both. */
import type { JsonObject } from '../../src/source/event';
import { openDatabase } from '../../src/store/database';
import { MINUTE, record } from '../fixtures';
import { ROOT, type World } from '../harness';

export const PROD = { region: 'eu-central-1', account: '111122223333' };

export class Reading {
  private neighbours = 0;

  constructor(readonly world: World) {}

  /** A good record: somebody else has stopped the trail. */
  neighbour(): JsonObject {
    this.neighbours += 1;
    const userIdentity = { type: 'IAMUser', userName: `neighbour-${this.neighbours}`, accountId: PROD.account };
    return record({ eventTime: new Date(this.world.clock.now() - MINUTE).toISOString(), userIdentity });
  }

  /** The names of the last so many neighbours. */
  last(many: number): readonly string[] {
    return Array.from({ length: many }, (_, n) => `neighbour-${this.neighbours - n}`);
  }

  /** Where the records that were left out stand, each once: the last twenty minutes are read again at every tick. */
  skipped(): ReadonlySet<string> {
    const lines = this.world.log.filter((line) => line.includes('"record skipped"'));
    return new Set(lines.map((line) => (JSON.parse(line) as { place: string }).place));
  }

  /** Ticks, ten seconds apart as the quota wants it, until so many more are taken or left out; how many were taken. */
  async reads(all: number): Promise<number> {
    const before = this.skipped().size;
    let fresh = 0;
    for (let n = 0; n < 60 && fresh + this.skipped().size - before < all; n += 1) {
      this.world.clock.advance(10_000);
      fresh += (await this.world.app.tick()).fresh;
      expect(this.world.log.filter((line) => /"level":50|lane failed/.test(line))).toEqual([]);
    }
    expect(fresh + this.skipped().size - before).toBe(all);
    return fresh;
  }

  async rows(table: 'alerts' | 'outbox'): Promise<readonly Record<string, unknown>[]> {
    const { config, folder } = this.world;
    const store = openDatabase(config.database, folder, `${ROOT}/migrations`);
    const found = await store.reader.selectFrom(table).selectAll().execute();
    await store.close();
    return found;
  }
}
