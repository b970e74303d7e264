/** What ends a live connection, and what to do then. */
import type { Ending } from '../../platform/realtime/index.ts';

export const endingTexts: Readonly<Record<Ending, string>> = {
  done: 'Everything that was asked for has been sent.',
  stopping: 'The server stops. Connect again in a moment, and resume.',
  'message-unreadable': 'Send JSON text.',
  'message-too-large': 'A message has at most 16 KiB.',
  failed: 'Something went wrong on our side. Connect again, and resume.',
  'not-authenticated':
    'Nobody said in time who the client is, or the session or key has ended. Sign in, and connect again.',
  forbidden: 'A permission is missing.',
  silent: 'No ping was answered for a minute. Connect again, and resume.',
  'out-of-range': 'The log is another one. Read the present state, and go on from there.',
  flooding: 'At most 20 messages a second may come, 60 at once.',
  'too-slow': 'The client took less than was waiting for it. Connect again, and resume: nothing is lost.',
  busy: 'The events cannot be read just now. Connect again, and resume.',
};
