/** The table of the setting as it is now, for who asks with every message. */
import { SECOND_MS } from '../../../kernel/clock.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import { createMapping, type SparkplugMapping } from './mapping.rules.ts';
import { type MappingLine, sparkplugMapping } from './mapping.settings.ts';

export interface CurrentMapping {
  /** While the database is away the last one holds. @throws what the database says before the first was read */
  read(): Promise<SparkplugMapping>;
}

/** How soon a change by another process is seen; our own are seen at once. */
const READ_AGAIN_MS = SECOND_MS;

/** @param onChange before the first message that goes by another table than those before */
export function followMapping(
  settings: SettingsReader,
  onCommitted: Store['onCommitted'],
  onChange: (mapping: SparkplugMapping) => void,
): CurrentMapping {
  let known:
    | { readonly text: string; readonly value: readonly MappingLine[]; readonly mapping: SparkplugMapping }
    | undefined;
  let readAgainAtMs = 0;
  onCommitted(() => {
    readAgainAtMs = 0;
  });

  function take(value: readonly MappingLine[]): SparkplugMapping {
    if (known?.value === value) return known.mapping;
    const text = JSON.stringify(value);
    if (known?.text === text) {
      known = { ...known, value };
      return known.mapping;
    }
    const mapping = createMapping(value);
    if (known !== undefined) onChange(mapping);
    known = { text, value, mapping };
    return mapping;
  }

  return {
    async read() {
      const nowMs = performance.now();
      if (known !== undefined && nowMs < readAgainAtMs) return known.mapping;
      // set before: a commit meanwhile asks for another look
      readAgainAtMs = nowMs + READ_AGAIN_MS;
      try {
        return take(await settings.valueOf(sparkplugMapping));
      } catch (error) {
        if (known === undefined) throw error;
        return known.mapping;
      }
    },
  };
}
