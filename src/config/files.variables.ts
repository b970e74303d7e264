/** The variables of where uploaded files are kept. */
import { textLike, type Variable, variable } from './variable.ts';

export const filesVariables = {
  FILES_S3_ENDPOINT: variable(
    {
      group: 'Uploaded files',
      help: 'Address of a store that speaks S3, which several processes share; its bucket is named in the path.',
      whenUnset: 'files are kept in DATA_DIR; must be set together with FILES_S3_BUCKET',
    },
    {
      allowed:
        'an http:// or https:// address without user, path and ?, for example https://s3.eu-west-2.amazonaws.com',
      read: readEndpoint,
    },
  ),
  FILES_S3_BUCKET: variable(
    {
      group: 'Uploaded files',
      help: 'Its bucket, which has to be there; nobody but MillDash should read or write below the prefix.',
      whenUnset: 'must be set together with FILES_S3_ENDPOINT',
    },
    textLike(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      'the name of a bucket: 3 to 63 small letters, digits, dots or dashes',
    ),
  ),
  FILES_S3_PREFIX: variable(
    {
      group: 'Uploaded files',
      help: 'Folders of the bucket that all keys begin with, for example factory-1.',
      whenUnset: 'keys begin with files/ and images/',
    },
    textLike(
      /^[A-Za-z0-9_-]{1,64}(\/[A-Za-z0-9_-]{1,64}){0,7}$/,
      'names of letters, digits, dashes or underscores with / between',
    ),
  ),
  FILES_S3_REGION: variable(
    {
      group: 'Uploaded files',
      help: 'Its region, which requests are signed for; stores outside of AWS mostly take any.',
      default: 'us-east-1',
    },
    textLike(/^[a-z0-9-]{1,64}$/, 'small letters, digits or dashes'),
  ),
  FILES_S3_ACCESS_KEY_ID: variable(
    {
      group: 'Uploaded files',
      help: 'Id of the key that may read, write, list and delete below the prefix.',
      whenUnset: 'must be set together with FILES_S3_SECRET_ACCESS_KEY',
    },
    textLike(/^[!-~]{1,256}$/, 'up to 256 characters without spaces'),
  ),
  FILES_S3_SECRET_ACCESS_KEY: variable(
    {
      group: 'Uploaded files',
      help: 'The secret of that key.',
      whenUnset: 'must be set together with FILES_S3_ACCESS_KEY_ID',
      secret: true,
    },
    textLike(/^[!-~]{1,1024}$/, 'up to 1,024 characters without spaces'),
  ),
} satisfies Record<string, Variable<unknown>>;

/** Without a slash at its end. */
function readEndpoint(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { username, password, pathname, search, hash, origin } = new URL(text);
  const isBare = username === '' && password === '' && pathname === '/' && search === '' && hash === '';
  return isBare && !/[?#]/.test(text) ? origin : undefined;
}
