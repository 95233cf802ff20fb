/** `npm run bench -- NAME [FILE…]`: measurements that hold the design's promises to numbers. */
import { benchDetect } from './detect';
import { benchIngest } from './ingest';
import { benchKill } from './kill';
import { benchLookup } from './lookup';
import { benchNoise } from './noise';
import { benchPurge } from './purge';
import { benchReader } from './reader';
import { benchScan } from './scan';

const BENCHES: Readonly<Record<string, (files: readonly string[]) => Promise<void>>> = {
  detect: benchDetect,
  ingest: benchIngest,
  kill: benchKill,
  lookup: benchLookup,
  noise: benchNoise,
  purge: benchPurge,
  reader: benchReader,
  scan: benchScan,
};

async function main([name = '', ...files]: readonly string[]): Promise<void> {
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (!bench) {
    console.error(`which measurement? npm run bench -- ${Object.keys(BENCHES).join(' | ')} [FILE…]`);
    process.exitCode = 2;
    return;
  }
  await bench(files);
}

void main(process.argv.slice(2));
