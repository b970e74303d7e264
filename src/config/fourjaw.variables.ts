/** The variables of fetching from FourJaw. */
import { assetIds, serviceAddress, textLike, urlPath, type Variable, variable, wholeNumber } from './variable.ts';

export const fourjawVariables = {
  FOURJAW_BASE_URL: variable(
    {
      group: 'FourJaw',
      help: 'Address of the FourJaw API of your organisation; its status periods are then fetched by MillDash.',
      whenUnset: 'FourJaw is not asked for anything',
    },
    serviceAddress,
  ),
  FOURJAW_API_KEY: variable(
    {
      group: 'FourJaw',
      help: 'API key of FourJaw, sent to FOURJAW_BASE_URL and nowhere else.',
      whenUnset: 'must be set together with FOURJAW_BASE_URL',
      secret: true,
    },
    textLike(/^[\x21-\x7e]{1,512}$/, '1 to 512 visible ASCII characters'),
  ),
  FOURJAW_ASSET_IDS: variable(
    {
      group: 'FourJaw',
      help: 'The assets that are fetched; each becomes a machine.',
      whenUnset: 'all machines of FourJaw’s list of assets, and those here whose id is one of FourJaw’s',
    },
    assetIds,
  ),
  FOURJAW_MACHINE_LEVEL: variable(
    {
      group: 'FourJaw',
      help: 'Level name of the assets that are machines, in FourJaw’s list of assets.',
      whenUnset: 'every asset that has no assets below it is a machine',
    },
    textLike(/^\P{Cc}{1,100}$/u, 'a name of at most 100 characters'),
  ),
  FOURJAW_POLL_SECONDS: variable(
    { group: 'FourJaw', help: 'Seconds from one fetching of every machine to the next.', default: '60' },
    wholeNumber(5, 3_600),
  ),
  FOURJAW_FIRST_DAYS: variable(
    {
      group: 'FourJaw',
      help: 'How many days a machine is fetched back at first; further with `milldash fourjaw-backfill`.',
      default: '30',
    },
    wholeNumber(1, 366),
  ),
  FOURJAW_CONCURRENCY: variable(
    { group: 'FourJaw', help: 'Requests to FourJaw at once.', default: '2' },
    wholeNumber(1, 8),
  ),
  FOURJAW_PAGE_SIZE: variable(
    {
      group: 'FourJaw',
      help: 'Most status periods in one reply. A reply that is full is asked for again in two halves.',
      default: '1000',
    },
    wholeNumber(10, 5_000),
  ),
  FOURJAW_TIMEOUT_SECONDS: variable(
    { group: 'FourJaw', help: 'How long FourJaw may keep silent before a request is given up.', default: '15' },
    wholeNumber(1, 120),
  ),
  FOURJAW_STATUS_PERIODS_PATH: variable(
    { group: 'FourJaw', help: 'Path of the status periods below FOURJAW_BASE_URL.', default: '/status-periods' },
    urlPath,
  ),
  FOURJAW_ASSETS_PATH: variable(
    { group: 'FourJaw', help: 'Path of the list of assets below FOURJAW_BASE_URL.', default: '/assets' },
    urlPath,
  ),
} as const satisfies Record<string, Variable<unknown>>;
