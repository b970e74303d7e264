/** Who may import whom among the screens. */
import { type BoundaryRule, forbid } from './forbid.ts';

export const webRules: readonly BoundaryRule[] = [
  forbid(
    'screens-know-no-server',
    'The screens know the server by its description alone.',
    { path: '^web/' },
    { path: '^(src|bin|test|bench|scripts)/' },
    [['web/src/api/canary-server.ts', 'src/kernel/access.ts']],
  ),
  forbid(
    'server-knows-no-screens',
    'The server hands out built files, and has no idea what is in them.',
    { path: '^(src|bin)/' },
    { path: '^web/' },
    [['src/app/canary-screen.ts', 'web/src/api/types.ts']],
  ),
  forbid(
    'rooms-of-screens-stand-apart',
    'A room of the screens is loaded alone: what two need is below them. Only the door is everybody’s.',
    { path: '^web/src/pages/([^/]+)/' },
    { path: '^web/src/pages/', pathNot: '^web/src/pages/($1|sign-in)/' },
    [['web/src/pages/floor/canary-account.ts', 'web/src/pages/account/routes.ts']],
  ),
  forbid(
    'what-rooms-stand-on-knows-no-room',
    'Parts, texts and the line to the server serve every room and know none.',
    { path: '^web/src/(api|charts|format|i18n|live|offline|parts|session|timeline|ui)/' },
    { path: '^web/src/(app|pages)/' },
    [
      ['web/src/ui/canary-page.ts', 'web/src/pages/account/routes.ts'],
      ['web/src/live/canary-app.ts', 'web/src/app/theme.ts'],
    ],
  ),
];
