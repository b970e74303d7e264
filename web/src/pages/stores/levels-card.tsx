import { Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useSession } from '../../session/session.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Card } from '../../ui/page.tsx';
import { LimitsDialog } from './limits-dialog.tsx';
import { LowMark } from './marks.tsx';
import type { Component, Level } from './use-stock.ts';

/** What is where, and how little is too little there. */
export function LevelsCard({ component }: { readonly component: Component }) {
  const { t } = useTranslation('stores');
  const format = useFormat();
  const { can } = useSession();
  const [edited, setEdited] = useState<Level | 'new'>();
  const mayManage = can('inventory:manage');
  return (
    <Card
      title={t('levels.title')}
      actions={
        <span className="text-lg font-semibold">
          {format.number(component.current_stock)} {component.unit}
        </span>
      }
    >
      {component.levels.length === 0 && (
        <p className="text-quiet">{t(mayManage ? 'levels.none' : 'levels.noneOthers')}</p>
      )}
      <ul className="flex flex-col divide-y divide-line">
        {component.levels.map((level) => (
          <li key={level.location_id} className="flex items-center gap-3 py-2" data-level={level.location_id}>
            <div className="min-w-0 flex-1">
              <p className="font-medium">{level.location_name}</p>
              <p className="text-sm text-quiet">
                {t('levels.limits', {
                  minimum: format.number(level.minimum),
                  maximum: format.number(level.maximum),
                })}
              </p>
            </div>
            <div className="text-right">
              <p className="text-xl font-semibold tabular-nums">{format.number(level.on_hand)}</p>
              {level.reserved > 0 && (
                <p className="text-sm text-quiet">
                  {t('levels.free', { available: level.available, reserved: level.reserved })}
                </p>
              )}
              {level.low && <LowMark />}
            </div>
            {mayManage && (
              <IconButton
                label={t('levels.edit', { location: level.location_name })}
                icon={<Pencil className="size-5" aria-hidden />}
                onClick={() => setEdited(level)}
              />
            )}
          </li>
        ))}
      </ul>
      {mayManage && (
        <Button className="mt-3" icon={<Plus className="size-5" aria-hidden />} onClick={() => setEdited('new')}>
          {t('levels.new')}
        </Button>
      )}
      {edited !== undefined && (
        <LimitsDialog
          component={component}
          level={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Card>
  );
}
