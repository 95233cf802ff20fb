/** The shortcuts people find in Slack are those that the bot hears, in both manifests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SHORTCUTS } from '../../../src/act/handlers';
import { ROOT } from '../../harness';

interface Manifest {
  readonly features: { readonly shortcuts: readonly { readonly callback_id: string }[] };
}

test.each(['manifest.yml', 'manifest.http.yml'])('%s', (file) => {
  const { features } = parse(readFileSync(join(ROOT, file), 'utf8')) as Manifest;
  expect(features.shortcuts.map((one) => one.callback_id).sort()).toEqual(Object.keys(SHORTCUTS).sort());
});
