/** How a call ended. CloudTrail has no field for it: error codes, messages and the answers of sign-ins are read together. */
import { type CloudTrailEvent, textAt, valueAt } from '../source/event';

export type Outcome = 'success' | 'denied' | 'error';

export interface Ending {
  readonly outcome: Outcome;
  /** The code as recorded; the message where there is no code. */
  readonly error: string | undefined;
}

/** `AccessDenied`, `AccessDeniedException`, `Client.UnauthorizedOperation`, `UnauthorizedAccess`, SNS's `AuthorizationError` … */
const DENIED = /access ?denied|unauthorized|not ?authorized|authorization ?error|authfailure|forbidden/i;

/** Whether an error's code, or its words, say that a call was not allowed. */
export function isDenial(error: string): boolean {
  return DENIED.test(error);
}

export function endingOf(event: CloudTrailEvent): Ending {
  const code = textAt(event.record, 'errorCode');
  if (code !== undefined && code !== 'Success') return { outcome: DENIED.test(code) ? 'denied' : 'error', error: code };
  const message = textAt(event.record, 'errorMessage');
  if (failedSignIn(event)) return { outcome: 'denied', error: message ?? 'Failure' };
  if (message === undefined) return { outcome: 'success', error: undefined };
  return { outcome: DENIED.test(message) ? 'denied' : 'error', error: message };
}

/** It has no error code: the answer stands under the event's own name, Identity Center's beside it, OAuth's as a flag. */
function failedSignIn({ record, name, source }: CloudTrailEvent): boolean {
  return (
    valueAt(record, 'responseElements', name) === 'Failure' ||
    valueAt(record, 'serviceEventDetails', name) === 'Failure' ||
    (source === 'signin.amazonaws.com' && textAt(record, 'additionalEventData', 'success') === 'false')
  );
}
