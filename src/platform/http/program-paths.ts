/**
 * Addresses of programs: everything at them and below is the API's, and never the page of the screens.
 *
 * Built into the worker of the screens as well, which answers none of them.
 */
export const programPaths: readonly string[] = [
  '/api',
  '/auth',
  '/uploads',
  '/docs',
  '/openapi.json',
  '/asyncapi.json',
  '/health',
];
