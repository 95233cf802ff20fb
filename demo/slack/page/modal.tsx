// The modal on top of a person's stack, as a form: its inputs, Submit and Cancel, and the place for errors under each field.
import type { ReactElement } from 'react';
import type { View } from '../views';
import { Blocks } from './blocks';
import { Avatar, Icon } from './icons';
import { plain } from './rich';
import type { Viewer } from './viewer';

export function Modals({ viewer }: { viewer: Viewer }): ReactElement {
  const stack = viewer.workspace.views.stack(viewer.me.id);
  const top = stack.at(-1);
  return (
    <div id="modals" data-region="" data-view={top?.id} data-hash={top?.hash}>
      {top ? <Modal view={top} viewer={viewer} depth={stack.length} /> : null}
    </div>
  );
}

function Modal({ view, viewer, depth }: { view: View; viewer: Viewer; depth: number }): ReactElement {
  const close = view.close ? plain(view.close) : depth > 1 ? 'Back' : 'Close';
  return (
    <div className="backdrop">
      <form
        className="modal"
        role="dialog"
        aria-modal="true"
        aria-labelledby="modal-title"
        data-view={view.id}
        noValidate
      >
        <header>
          <Avatar user={viewer.workspace.users.get(viewer.workspace.app.user)} small />
          <h2 id="modal-title">{plain(view.title)}</h2>
          <button type="button" className="bare" aria-label="Close all" data-close="all">
            <Icon name="close" />
          </button>
        </header>
        <div className="content">
          <Blocks blocks={view.blocks} viewer={viewer} place={view.id} />
        </div>
        <footer>
          <span className="failure" role="alert" />
          <button type="button" className="button" data-close="one">
            {close}
          </button>
          {view.submit ? (
            <button type="submit" className="button primary">
              {plain(view.submit)}
            </button>
          ) : null}
        </footer>
      </form>
    </div>
  );
}
