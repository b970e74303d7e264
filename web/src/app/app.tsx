/** What surrounds every page, from the outside in. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { isUnreachable, Problem } from '../api/problem.ts';
import { SessionProvider, useSessionState } from '../session/session.tsx';
import { ToastProvider } from '../ui/toasts.tsx';
import { router } from './router.tsx';

/** A refusal stays one; what did not get through is tried again. */
const isWorthAnotherTry = (tries: number, error: unknown) =>
  isUnreachable(error) || (error instanceof Problem && error.status >= 502 && tries < 3);

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // the stream tells what has changed: nothing is read again because time has passed
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      // a factory's network is not the internet: the browser's idea of being online says little
      networkMode: 'always',
      retry: isWorthAnotherTry,
      retryDelay: (tries) => Math.min(500 * 2 ** tries, 10_000),
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

export function App() {
  return (
    <StrictMode>
      <QueryClientProvider client={queries}>
        <SessionProvider>
          <Inside />
        </SessionProvider>
      </QueryClientProvider>
    </StrictMode>
  );
}

function Inside() {
  return (
    <ToastProvider owner={useSessionState().account?.id}>
      <RouterProvider router={router} />
    </ToastProvider>
  );
}
