/**
 * Keeps the test runner from following each promise of the program by an async hook, which takes a fifth of the
 * processor time.
 *
 * The hook only tells whose an error is that nobody caught. Without it such an error fails its file, as it does with it,
 * and is printed here; `node --test <file>` names the test as well.
 */
import asyncHooks from 'node:async_hooks';

const { createHook } = asyncHooks;
const neverOn = createHook({});
neverOn.enable = () => neverOn;
asyncHooks.createHook = () => neverOn;
// it keeps what it finds there
await import('node:test');
asyncHooks.createHook = createHook;

process.on('uncaughtExceptionMonitor', (error) => console.error(error));
process.on('unhandledRejection', (reason) => {
  // where the runner does not listen yet, it ends the process, as without a listener
  if (process.listenerCount('unhandledRejection') === 1) throw reason;
  console.error(reason);
});
