/** A factory to measure: the services as the server has them, on a SQLite file, without HTTP. */
import { readConfig } from '../src/config/index.ts';
import type { Clock } from '../src/kernel/clock.ts';
import { createLogger } from '../src/platform/logging/index.ts';
import { openServices, type Services } from '../src/services.ts';

/** Signs what benches sign in with; any will do. */
export const BENCH_SECRET_KEY = 'bench'.repeat(9);

export async function openFactory(file: string, clock: Clock): Promise<Services> {
  const config = { ...readConfig({ DATABASE_URL: `sqlite:${file}` }), secretKey: BENCH_SECRET_KEY };
  const { log } = createLogger({ ...config.log, level: 'warn', clock, destination: process.stderr });
  return openServices(config, { log, clock });
}
