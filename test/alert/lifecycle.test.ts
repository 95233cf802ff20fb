import { act } from '../../src/alert/lifecycle';
import { NOON, alert } from '../fixtures';

describe('acknowledging', () => {
  test('moves an open alert on, with who and when', () => {
    expect(act(alert(), 'acknowledge', { by: 'U1', at: NOON })).toMatchObject({
      changed: true,
      alert: { state: 'acknowledged', stateBy: 'U1', stateAt: NOON, version: 2 },
    });
  });

  test.each(['acknowledged', 'resolved'] as const)('leaves an alert that is %s as it is', (state) => {
    const known = alert({ state, stateBy: 'U1', stateAt: NOON });
    expect(act(known, 'acknowledge', { by: 'U2', at: NOON + 1 })).toEqual({ changed: false, alert: known });
  });
});
