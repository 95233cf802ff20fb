// What people have chosen and typed but not yet sent for good, as Slack's clients keep it: in each open view, and for each reader in
// each message. It is what `state.values` says, what the page shows again, and what survives an update while block_id and action_id
// stay the same.
import { chosenKeys, initialChoice, interactiveIn, type Chosen, type Found } from './blocks/find';
import type { Block } from './messages';

/** What a person enters: by block_id and action_id, or just by either where that is unambiguous. */
export type Values = Record<string, Chosen | Record<string, Chosen>>;

/** Where something is entered: a view is one person's, a message has many readers. */
export const inMessage = (user: string, channel: string, ts: string): string => `${user} ${channel} ${ts}`;

const keyOf = ({ block, element }: Found): string => JSON.stringify([block.block_id, element.action_id]);

function given({ block, element }: Found, values: Values): Chosen {
  const byBlock = values[block.block_id ?? ''];
  if (typeof byBlock === 'object' && !Array.isArray(byBlock))
    return (byBlock as Record<string, Chosen>)[element.action_id];
  return (byBlock ?? values[element.action_id]) as Chosen;
}

export class Entered {
  private readonly kept = new Map<string, Map<string, Chosen>>();

  add(place: string, blocks: readonly Block[], values: Values): void {
    for (const found of interactiveIn(blocks)) {
      const chosen = given(found, values);
      if (chosen !== undefined) this.choose(place, found, chosen);
    }
  }

  choose(place: string, found: Found, chosen: Chosen): void {
    chosenKeys(found.element, chosen);
    const here = this.kept.get(place) ?? new Map<string, Chosen>();
    this.kept.set(place, here.set(keyOf(found), chosen));
  }

  /** What an element holds now: what was entered, or what it began with. */
  chosen(place: string, found: Found): Chosen {
    return this.kept.get(place)?.get(keyOf(found)) ?? initialChoice(found.element);
  }

  /** After an update: what has no place any more is forgotten, as is an option that is no longer offered. */
  prune(place: string, blocks: readonly Block[]): void {
    const here = this.kept.get(place);
    this.kept.delete(place);
    for (const found of here ? interactiveIn(blocks) : []) {
      const chosen = here?.get(keyOf(found));
      if (chosen !== undefined && possible(found, chosen)) this.choose(place, found, chosen);
    }
  }
}

function possible({ element }: Found, chosen: Chosen): boolean {
  try {
    chosenKeys(element, chosen);
    return true;
  } catch {
    return false;
  }
}
