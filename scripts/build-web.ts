/** `npm run build:web`: the screens into `web/dist`. With `--if-stale` only where a source is newer than they are. */
import { buildWeb, isWebStale } from './web.ts';

const onlyIfStale = process.argv.includes('--if-stale');
if (!onlyIfStale || (await isWebStale())) {
  if (onlyIfStale) console.log('Building the screens, once after each change of theirs …');
  await buildWeb();
}
