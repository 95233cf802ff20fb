/** Whether a document is about CloudTrail at all, so that a whole Sigma folder can be named and the rest is set aside. */
import { type Findings, isMap, nameOf } from './problems';

/** A reason when the document is about something else than CloudTrail. */
export function foreignSource(value: unknown, findings: Findings): string | undefined {
  if (!isMap(value))
    return findings.error('logsource', value === undefined ? 'missing' : `expected a map, found ${nameOf(value)}`);
  const { product, service, category } = value;
  const ours =
    (product === undefined || product === 'aws') &&
    (service === 'cloudtrail' || (service === undefined && category === undefined && product === 'aws'));
  if (ours) return undefined;
  const named = [product, category, service].filter((part) => typeof part === 'string').join('/');
  return `its logsource is ${named || 'empty'}, not aws/cloudtrail`;
}
