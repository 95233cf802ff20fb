/** What goes on keeping an alert's like quiet, also when somebody opens the alert itself again. Pure. */
import type { Alert } from './alert';
import { type Expectation, type Subject, covers, isActive } from './expectation';

/** The expectation made on the alert, else one that covers it; none for what is folded, which says so itself. */
export function stillExpected(
  alert: Alert,
  expectations: readonly Expectation[],
  now: number,
): Expectation | undefined {
  if (alert.folded) return undefined;
  const active = expectations.filter((one) => isActive(one, now));
  const subject = subjectOfAlert(alert);
  return active.find(({ alertId }) => alertId === alert.id) ?? active.find((one) => covers(one, subject));
}

function subjectOfAlert({ principal: key, ruleId, account, level, content }: Alert): Subject {
  const { group, address } = content;
  const { name, session } = content.principal;
  return { principal: { key, name, session }, ruleId, group, account, address, level };
}
