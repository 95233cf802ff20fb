/** Which management events a trail records, as its event selectors say. Pure. */
import type { EventSelector, FieldSelector } from '../source/trail';

export interface Recorded {
  readonly reads: boolean;
  readonly writes: boolean;
  /** Services whose management events are left out, such as `kms.amazonaws.com`. */
  readonly excluded: readonly string[];
}

/** A selector that takes only some names, services or users of management events counts as taking none. */
export function recordedBy(selectors: readonly EventSelector[]): Recorded {
  const whole = selectors.filter(isWhole);
  const reads = whole.filter((selector) => takes(selector, 'true'));
  const writes = whole.filter((selector) => takes(selector, 'false'));
  const excluded = new Set([...leftOutByAll(reads), ...leftOutByAll(writes)]);
  return { reads: reads.length > 0, writes: writes.length > 0, excluded: [...excluded].sort() };
}

/** Besides the category it may ask whether events change something, and leave services out. */
function isWhole({ fields }: EventSelector): boolean {
  const isManagement = fields.some(({ field, equals }) => field === 'eventCategory' && equals.includes('Management'));
  const isNarrow = ({ field, equals, isPartial }: FieldSelector): boolean =>
    isPartial ||
    !(field === 'eventCategory' || field === 'readOnly' || (field === 'eventSource' && equals.length === 0));
  return isManagement && !fields.some(isNarrow);
}

function takes({ fields }: EventSelector, readOnly: string): boolean {
  return fields.every(({ field, equals }) => field !== 'readOnly' || equals.includes(readOnly));
}

function leftOutByAll(selectors: readonly EventSelector[]): readonly string[] {
  const [first = [], ...others] = selectors.map(({ fields }) =>
    fields.flatMap(({ field, notEquals }) => (field === 'eventSource' ? notEquals : [])),
  );
  return first.filter((source) => others.every((sources) => sources.includes(source)));
}
