// A person's modals as the client runs them: submitting, with what the client itself refuses and what the app answers
// (response_action), and closing.
import { isRecord } from '../blocks/check';
import { readView } from '../blocks/validate';
import type { Values } from '../entered';
import type { View } from '../views';
import type { Workspace } from '../workspace';
import type { Deliver } from './deliver';
import type { Outcome } from './link';
import { clientErrors, common, stateOf } from './payloads';

export interface Submitted extends Outcome {
  /** By block_id: what the client or the app complained of. The modal then stays open. */
  errors?: Record<string, string>;
}

export class Modals {
  constructor(
    private readonly workspace: Workspace,
    private readonly deliver: Deliver,
  ) {}

  async submit(user: string, viewId: string, values: Values): Promise<Submitted> {
    const view = this.openView(user, viewId);
    this.workspace.entered.add(view.id, view.blocks, values);
    const refused = clientErrors(this.workspace, view);
    if (Object.keys(refused).length > 0) return { ok: false, errors: refused };
    const outcome = await this.deliver.interactive({
      type: 'view_submission',
      ...common(this.workspace, user),
      trigger_id: this.workspace.triggers.issue(user, view.id),
      view: { ...structuredClone(view), state: stateOf(this.workspace, view.id, view.blocks) },
      response_urls: [],
    });
    if (!outcome.ok) return outcome;
    const errors = this.respond(user, view, outcome.response ?? {});
    return errors ? { ...outcome, errors } : outcome;
  }

  private respond(user: string, view: View, response: Record<string, unknown>): Record<string, string> | undefined {
    const { views } = this.workspace;
    switch (response['response_action']) {
      case undefined:
        views.close(user, view);
        break;
      case 'clear':
        views.close(user, view, true);
        break;
      case 'update':
        views.update(view, readView(response['view'], 'modal'));
        break;
      case 'push':
        views.push(user, readView(response['view'], 'modal'));
        break;
      case 'errors': {
        const errors = response['errors'];
        if (
          !isRecord(errors) ||
          !Object.keys(errors).some((id) => view.blocks.some((b) => b.block_id === id && b.type === 'input'))
        )
          throw new Error(
            `the app answered with errors for blocks that are no inputs of this modal: ${JSON.stringify(errors)}`,
          );
        return errors as Record<string, string>;
      }
      default:
        throw new Error(
          `the app answered with an unknown response_action ${JSON.stringify(response['response_action'])}`,
        );
    }
    this.workspace.announce({ what: 'view', user });
    return undefined;
  }

  async close(user: string, viewId: string, all = false): Promise<Outcome> {
    const view = this.openView(user, viewId);
    this.workspace.views.close(user, view, all || view.clear_on_close);
    this.workspace.announce({ what: 'view', user });
    if (!view.notify_on_close) return { ok: true };
    return this.deliver.interactive({
      type: 'view_closed',
      ...common(this.workspace, user),
      view: structuredClone(view),
      is_cleared: all,
    });
  }

  private openView(user: string, viewId: string): View {
    const view = this.workspace.views.stack(user).find((v) => v.id === viewId);
    if (!view) throw new Error(`${user} has no modal "${viewId}" open`);
    return view;
  }
}
