/** Which browser and system a user agent names, whatever their versions. */
import { browserOf, familyOf } from '../../src/alert/browser';

const KIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';

test.each([
  [`${MAC} ${KIT} Chrome/142.0.0.0 Safari/537.36`, 'Chrome on macOS'],
  [`${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15`, 'Safari on macOS'],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`, 'Edge on Windows'],
  [`Mozilla/5.0 (Windows NT 10.0) ${KIT} Chrome/120 Safari/537.36 OPR/106.0`, 'Opera on Windows'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0', 'Firefox on Linux'],
  [`Mozilla/5.0 (Linux; Android 10; K) ${KIT} Chrome/142.0.0.0 Mobile Safari/537.36`, 'Chrome on Android'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 CriOS/142.0 Safari/604.1',
    'Chrome on iOS',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'a browser on Linux'],
  ['Mozilla/5.0', undefined],
  ['aws-cli/2.31 md/Chrome/1 Linux', undefined],
])('%s is %s', (agent, expected) => {
  expect(browserOf(agent)).toBe(expected);
});

test('a program is the name that it begins with', () => {
  expect([familyOf('aws-cli/2.31.0 Python/3'), familyOf('curl/8'), familyOf(undefined)]).toEqual([
    'aws-cli',
    'curl',
    '',
  ]);
});
