import { lazyRouteComponent } from '@tanstack/react-router';
import { fetchPart } from '../api/reachable.ts';

type Pages<Name extends string> = Readonly<Record<Name, () => React.JSX.Element | null>>;

/**
 * A page whose script is fetched when it is first opened.
 *
 * A script that is gone means that the server has been given newer screens: the page is loaded anew. Where the server
 * does not answer at all that would lose the open page, and with it what is typed: then it is told instead.
 *
 * @param name of what the file exports
 */
export function lazyPage<Name extends string>(fetchPages: () => Promise<Pages<Name>>, name: Name) {
  return lazyRouteComponent(() => fetchPart(fetchPages), name);
}
