// Modals and App Home tabs: each person has at most one stack of modals and one published home per app. Hashes change with
// every update, so that a late `views.update` can be refused as a conflict.
import { randomBytes } from 'node:crypto';
import type { Entered } from './entered';
import type { Block } from './messages';

export interface View {
  id: string;
  team_id: string;
  type: 'modal' | 'home';
  blocks: Block[];
  private_metadata: string;
  callback_id: string;
  external_id: string;
  hash: string;
  title?: { type: 'plain_text'; text: string };
  close: { type: 'plain_text'; text: string } | null;
  submit: { type: 'plain_text'; text: string } | null;
  clear_on_close: boolean;
  notify_on_close: boolean;
  state: { values: Record<string, Record<string, unknown>> };
  previous_view_id: string | null;
  root_view_id: string;
  app_id: string;
  bot_id: string;
}

const id = (): string => `V${randomBytes(5).toString('hex').toUpperCase()}`;

export class Views {
  private readonly stacks = new Map<string, View[]>();
  private readonly homes = new Map<string, View>();

  constructor(
    private readonly now: () => number,
    private readonly owner: { team: string; app: string; bot: string },
    private readonly entered: Entered,
  ) {}

  stack(user: string): readonly View[] {
    return this.stacks.get(user) ?? [];
  }

  home(user: string): View | undefined {
    return this.homes.get(user);
  }

  /** By `view_id` or `external_id`, wherever it is open. */
  find(by: { id?: string; externalId?: string }): { user: string; view: View } | undefined {
    const matches = (v: View): boolean =>
      by.id !== undefined ? v.id === by.id : v.external_id !== '' && v.external_id === by.externalId;
    for (const [user, stack] of this.stacks) {
      const view = stack.find(matches);
      if (view) return { user, view };
    }
    for (const [user, view] of this.homes) if (matches(view)) return { user, view };
    return undefined;
  }

  open(user: string, given: Record<string, unknown>): View {
    const view = this.create(given);
    view.root_view_id = view.id;
    this.stacks.set(user, [view]);
    return view;
  }

  push(user: string, given: Record<string, unknown>): View {
    const stack = this.stacks.get(user) ?? [];
    const view = this.create(given);
    view.previous_view_id = stack.at(-1)?.id ?? null;
    view.root_view_id = stack[0]?.id ?? view.id;
    this.stacks.set(user, [...stack, view]);
    return view;
  }

  publish(user: string, given: Record<string, unknown>): View {
    const old = this.homes.get(user);
    const view = this.create(given);
    if (old) view.id = old.id;
    this.entered.prune(view.id, view.blocks);
    view.root_view_id = view.id;
    this.homes.set(user, view);
    return view;
  }

  update(view: View, given: Record<string, unknown>): View {
    const fresh = this.create(given);
    const { id: kept, previous_view_id, root_view_id } = view;
    this.entered.prune(kept, fresh.blocks);
    return Object.assign(view, fresh, { id: kept, previous_view_id, root_view_id });
  }

  /** Closes one view (the one below shows again), or with `all` the whole stack. */
  close(user: string, view: View, all = false): void {
    this.stacks.set(user, all ? [] : this.stack(user).filter((v) => v !== view));
  }

  private create(given: Record<string, unknown>): View {
    return {
      id: id(),
      team_id: this.owner.team,
      private_metadata: '',
      callback_id: '',
      external_id: '',
      hash: `${Math.floor(this.now() / 1000)}.${randomBytes(4).toString('hex')}`,
      close: null,
      submit: null,
      clear_on_close: false,
      notify_on_close: false,
      state: { values: {} },
      previous_view_id: null,
      root_view_id: '',
      app_id: this.owner.app,
      bot_id: this.owner.bot,
      ...(given as unknown as Pick<View, 'type' | 'blocks'>),
    };
  }
}
