/**
 * Who may import whom, as dependency-cruiser rules; docs/architecture.md says the same in words.
 *
 * Each rule brings its own canaries: imports that it must report when they are planted. A rule without one is refused.
 */
import { arrows, mayUse, moduleNames } from './arrows.ts';
import { type BoundaryRule, forbid } from './forbid.ts';
import { webRules } from './web-rules.ts';

const anyTest = '\\.test\\.ts$';
const frontDoor = 'index\\.ts$';
const npmPackage = (name: string) => `(^|/)node_modules/${name}/`;

const rooms: readonly BoundaryRule[] = [
  forbid(
    'kernel-knows-no-other-room',
    'The kernel is a leaf: pure, and used by everyone.',
    { path: '^src/kernel/' },
    { path: '^(src|bin|test|bench|scripts)/', pathNot: '^src/kernel/' },
    [
      ['src/kernel/canary-platform.ts', 'src/platform/database/index.ts'],
      ['src/kernel/canary-module.ts', 'src/modules/users/index.ts'],
      ['src/kernel/canary-config.ts', 'src/config/index.ts'],
    ],
  ),
  forbid(
    'kernel-brings-no-package',
    'The kernel is pure: time zones, cryptography and bytes are the only outside help.',
    { path: '^src/kernel/', pathNot: anyTest },
    { dependencyTypesNot: ['local'], pathNot: ['^(node:)?(crypto|buffer)$', npmPackage('temporal-polyfill')] },
    [
      ['src/kernel/canary-files.ts', 'node:fs'],
      ['src/kernel/canary-kysely.ts', 'kysely'],
    ],
  ),
  forbid(
    'platform-knows-no-room-above',
    'The platform serves every module and knows none.',
    { path: '^src/platform/' },
    { path: '^src/', pathNot: '^src/(platform|kernel)/' },
    [
      ['src/platform/http/canary-module.ts', 'src/modules/users/index.ts'],
      ['src/platform/http/canary-config.ts', 'src/config/index.ts'],
      ['src/platform/database/canary-migrations.ts', 'src/migrations/index.ts'],
      ['src/platform/http/canary-app.ts', 'src/app.ts'],
    ],
  ),
  forbid(
    'platform-by-its-ports',
    'A room of the platform is entered by its index.ts.',
    { path: '^src/(?!platform/)' },
    { path: '^src/platform/[^/]+/', pathNot: `^src/platform/[^/]+/${frontDoor}` },
    [
      ['src/modules/users/canary-platform-inside.ts', 'src/platform/database/sqlite.ts'],
      ['src/commands/canary-platform-inside.ts', 'src/platform/logging/console.ts'],
    ],
  ),
  forbid(
    'platform-rooms-by-their-ports',
    'Inside the platform too, a room is entered by its index.ts.',
    { path: '^src/platform/([^/]+)/' },
    { path: '^src/platform/[^/]+/', pathNot: ['^src/platform/$1/', `^src/platform/[^/]+/${frontDoor}`] },
    [['src/platform/outbox/canary-inside.ts', 'src/platform/database/sqlite.ts']],
  ),
  forbid(
    'config-knows-the-kernel-only',
    'Config is read before anything else is there.',
    { path: '^src/config/' },
    { path: '^src/', pathNot: '^src/(config|kernel)/' },
    [
      ['src/config/canary-platform.ts', 'src/platform/logging/index.ts'],
      ['src/config/canary-module.ts', 'src/modules/users/index.ts'],
    ],
  ),
  forbid(
    'migrations-are-frozen-history',
    'A released migration must not change because today’s code does: only the database seam helps it.',
    { path: '^src/migrations/' },
    { path: '^src/', pathNot: ['^src/(migrations|kernel)/', `^src/platform/database/${frontDoor}`] },
    [
      ['src/migrations/canary-module.ts', 'src/modules/users/index.ts'],
      ['src/migrations/canary-outbox.ts', 'src/platform/outbox/index.ts'],
    ],
  ),
  forbid(
    'simulator-knows-the-kernel-only',
    'The invented factory is pure: what is done with it is up to who asks.',
    { path: '^src/simulator/' },
    { path: '^src/', pathNot: '^src/(simulator|kernel)/' },
    [
      ['src/simulator/canary-platform.ts', 'src/platform/database/index.ts'],
      ['src/simulator/canary-module.ts', 'src/modules/timeline/index.ts'],
    ],
  ),
  forbid(
    'simulator-is-for-commands',
    'Nothing that serves a real factory may reach for invented data.',
    { path: '^src/', pathNot: ['^src/(simulator|commands)/', anyTest] },
    { path: '^src/simulator/' },
    [
      ['src/app.ts', 'src/simulator/index.ts'],
      ['src/modules/timeline/canary-simulator.ts', 'src/simulator/index.ts'],
    ],
  ),
  forbid(
    'modules-know-no-room-above',
    'Modules get what they need as arguments from the composition root.',
    { path: '^src/modules/' },
    { path: '^src/', pathNot: '^src/(modules|kernel|platform)/' },
    [
      ['src/modules/users/canary-config.ts', 'src/config/index.ts'],
      ['src/modules/users/canary-app.ts', 'src/app.ts'],
      ['src/modules/users/canary-main.ts', 'src/main.ts'],
      ['src/modules/users/canary-migrations.ts', 'src/migrations/index.ts'],
      ['src/modules/users/canary-commands.ts', 'src/commands/index.ts'],
    ],
  ),
  forbid(
    'modules-by-their-front-door',
    'A module is entered by its index.ts, from anywhere.',
    { path: '^src/(?!modules/)' },
    { path: '^src/modules/[^/]+/', pathNot: `^src/modules/[^/]+/${frontDoor}` },
    [
      ['src/app.ts', 'src/modules/users/users.service.ts'],
      ['src/commands/canary-module-inside.ts', 'src/modules/users/users.service.ts'],
    ],
  ),
  forbid(
    'modules-by-each-others-front-door',
    'Also along an arrow, only index.ts of the other module.',
    { path: '^src/modules/([^/]+)/' },
    { path: '^src/modules/[^/]+/', pathNot: ['^src/modules/$1/', `^src/modules/[^/]+/${frontDoor}`] },
    [['src/modules/machines/canary-inside.ts', 'src/modules/users/users.service.ts']],
  ),
  forbid(
    'modules-have-their-arrows',
    'A module that scripts/boundaries/arrows.ts does not name has no place yet.',
    { path: '^src/modules/', pathNot: `^src/modules/(${moduleNames.join('|')})/` },
    {},
    [['src/modules/canary/index.ts', 'src/kernel/errors.ts']],
  ),
  forbid(
    'main-knows-app-and-config',
    'The process: config, app, listen, drain. No logic, so no other import.',
    { path: '^src/main\\.ts$' },
    { path: '^src/', pathNot: ['^src/app\\.ts$', `^src/config/${frontDoor}`] },
    [
      ['src/main.ts', 'src/modules/users/index.ts'],
      ['src/main.ts', 'src/platform/database/index.ts'],
    ],
  ),
  forbid(
    'app-stays-below-its-starters',
    'The composition root joins the rooms; it knows nobody who starts it.',
    { path: '^src/(app|services)(\\.ts$|/)' },
    { path: '^src/(commands/|main\\.ts$)' },
    [
      ['src/app.ts', 'src/main.ts'],
      ['src/app.ts', 'src/commands/index.ts'],
      ['src/services.ts', 'src/commands/index.ts'],
    ],
  ),
  forbid(
    'services-know-no-http',
    'Commands work without a server: its half of the composition root comes on top.',
    { path: '^src/services(\\.ts$|/)' },
    { path: ['^src/app(\\.ts$|/)', '^src/platform/http/'] },
    [
      ['src/services.ts', 'src/app.ts'],
      ['src/services.ts', 'src/platform/http/index.ts'],
    ],
  ),
  forbid(
    'app-is-for-main-and-commands',
    'Who imports the composition root would make it a container.',
    { path: '^src/', pathNot: '^src/((main|app|services)\\.ts$|(app|services|commands)/)' },
    { path: '^src/(app|services)(\\.ts$|/)' },
    [
      ['src/modules/system/canary-app.ts', 'src/app.ts'],
      ['src/modules/system/canary-services.ts', 'src/services.ts'],
    ],
  ),
  forbid(
    'commands-are-the-top',
    'Commands are what the program is started with; nothing below calls them.',
    { path: '^src/', pathNot: '^src/commands/' },
    { path: '^src/commands/' },
    [
      ['src/main.ts', 'src/commands/index.ts'],
      ['src/modules/ingestion/canary-commands.ts', 'src/commands/index.ts'],
    ],
  ),
];

const modules: readonly BoundaryRule[] = moduleNames.map((module) =>
  forbid(
    `arrows-of-${module}`,
    `${module} may use ${arrows[module].length === 0 ? 'no other module' : arrows[module].join(', ')}.`,
    { path: `^src/modules/${module}/` },
    { path: '^src/modules/', pathNot: `^src/modules/(${[module, ...arrows[module]].join('|')})/` },
    [...moduleNames.filter((other) => !mayUse(module, other)), 'canary'].map(
      (other) => [`src/modules/${module}/canary-to-${other}.ts`, `src/modules/${other}/index.ts`] as const,
    ),
  ),
);

const layers: readonly BoundaryRule[] = [
  forbid(
    'database-drivers-stay-in-their-seam',
    'node:sqlite and pg are swapped in platform/database and known nowhere else.',
    { path: '^src/', pathNot: '^src/platform/database/' },
    { path: ['^(node:)?sqlite$', npmPackage('pg'), npmPackage('pg-copy-streams')] },
    [
      ['src/modules/timeline/canary-sqlite.ts', 'node:sqlite'],
      ['src/modules/timeline/canary-pg.ts', 'pg'],
      ['src/commands/canary-pg.ts', 'pg'],
      ['src/migrations/canary-copy.ts', 'pg-copy-streams'],
    ],
  ),
  forbid(
    'message-drivers-stay-in-their-seam',
    'aedes and mqtt are swapped in platform/transport and known nowhere else.',
    { path: '^src/', pathNot: '^src/platform/transport/' },
    { path: [npmPackage('aedes'), npmPackage('mqtt')] },
    [
      ['src/modules/ingestion/canary-aedes.ts', 'aedes'],
      ['src/platform/http/canary-mqtt.ts', 'mqtt'],
    ],
  ),
  forbid(
    'mail-driver-stays-in-its-room',
    'nodemailer is known in platform/mail and nowhere else.',
    { path: '^src/', pathNot: '^src/platform/mail/' },
    { path: [npmPackage('nodemailer')] },
    [
      ['src/modules/notifications/canary-nodemailer.ts', 'nodemailer'],
      ['src/commands/canary-nodemailer.ts', 'nodemailer'],
    ],
  ),
  forbid(
    'sockets-stay-in-their-room',
    'ws is known in platform/realtime: modules speak to connections, whatever carries them.',
    { path: '^src/', pathNot: '^src/platform/realtime/' },
    { path: [npmPackage('ws'), npmPackage('@types/ws')] },
    [
      ['src/modules/events/canary-ws.ts', 'ws'],
      ['src/platform/http/canary-ws.ts', 'ws'],
    ],
  ),
  forbid(
    'image-decoders-stay-in-their-room',
    'Native code that reads the bytes of strangers runs in a process of its own, which platform/images starts.',
    { path: '^src/', pathNot: '^src/platform/images/(decoder|heic-pixels)\\.ts$' },
    { path: [npmPackage('sharp'), npmPackage('libheif-js')] },
    [
      ['src/modules/images/canary-sharp.ts', 'sharp'],
      ['src/platform/images/canary-sharp.ts', 'sharp'],
      ['src/commands/canary-sharp.ts', 'sharp'],
      ['src/platform/images/canary-libheif.ts', 'libheif-js'],
    ],
  ),
  forbid(
    'no-fastify-below-routes',
    'HTTP ends in the routes: services, rules, repositories and commands never see a request.',
    { path: '^src/', pathNot: ['\\.routes\\.ts$', '^src/platform/http/'] },
    { path: [npmPackage('fastify'), npmPackage('@fastify'), npmPackage('fastify-plugin')] },
    [
      ['src/modules/users/canary.service.ts', 'fastify'],
      ['src/modules/users/canary.schemas.ts', '@fastify/multipart'],
      ['src/platform/logging/canary-fastify.ts', 'fastify'],
    ],
  ),
  forbid(
    'no-sql-in-routes',
    'Routes call services and queries; SQL and repositories are theirs.',
    { path: ['\\.(routes|schemas|wire)\\.ts$', '^src/platform/http/'] },
    { path: [npmPackage('kysely'), '\\.repository\\.ts$'] },
    [
      ['src/modules/users/canary.routes.ts', 'kysely'],
      ['src/modules/users/canary.wire.ts', 'kysely'],
      ['src/platform/http/canary-kysely.ts', 'kysely'],
      ['src/modules/machines/canary.routes.ts', 'src/modules/machines/machines.repository.ts'],
    ],
  ),
  forbid(
    'rules-do-no-io',
    'Pure decisions: kernel and their own module’s pure files. No platform, no service, no repository.',
    { path: '\\.rules\\.ts$' },
    { path: ['^src/platform/', '\\.(routes|service|repository|queries)\\.ts$'] },
    [
      ['src/modules/timeline/canary-platform.rules.ts', 'src/platform/database/index.ts'],
      ['src/modules/machines/canary-repository.rules.ts', 'src/modules/machines/machines.repository.ts'],
    ],
  ),
  forbid(
    'rules-bring-no-package',
    'Pure decisions need no file, no socket and no clock: time zones, recurrence rules and bytes are the only outside help.',
    { path: '\\.rules\\.ts$' },
    {
      dependencyTypesNot: ['local'],
      pathNot: ['^(node:)?buffer$', npmPackage('temporal-polyfill'), npmPackage('rrule-temporal')],
      couldNotResolve: false,
    },
    [
      ['src/modules/timeline/canary-files.rules.ts', 'node:fs'],
      ['src/modules/timeline/canary-promises.rules.ts', 'node:fs/promises'],
      ['src/modules/timeline/canary-http.rules.ts', 'undici'],
    ],
  ),
];

const hygiene: readonly BoundaryRule[] = [
  forbid(
    'product-without-tools',
    'What ships imports neither tests nor benches nor scripts; a test beside the code may use test/support.',
    { path: '^(src|bin)/' },
    { path: '^(test|bench|scripts)/', pathNot: '^test/support/' },
    [['src/platform/http/canary-scripts.ts', 'scripts/check.ts']],
  ),
  forbid(
    'product-without-test-support',
    'Only tests use test/support.',
    { path: '^(src|bin)/', pathNot: anyTest },
    { path: '^test/support/' },
    [['src/modules/users/canary-support.ts', 'test/support/clock.ts']],
  ),
  forbid(
    'product-without-development-packages',
    'A devDependency is not there where MillDash runs.',
    { path: '^(src|bin)/', pathNot: anyTest },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    [['src/modules/users/canary-dev.ts', 'fast-check']],
  ),
  forbid(
    'every-package-is-declared',
    'What is imported stands in package.json.',
    {},
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    [['src/modules/users/canary-undeclared.ts', 'undeclared']],
  ),
  forbid('every-import-is-there', 'An import that leads nowhere.', {}, { couldNotResolve: true }, [
    ['src/modules/users/canary-nowhere.ts', 'nowhere'],
  ]),
  forbid('no-cycles', 'Two files that need each other are one, or lack a third.', {}, { circular: true }, [
    ['src/kernel/canary-cycle-one.ts', 'src/kernel/canary-cycle-two.ts'],
  ]),
];

export const boundaryRules: readonly BoundaryRule[] = [...rooms, ...modules, ...layers, ...hygiene, ...webRules];
