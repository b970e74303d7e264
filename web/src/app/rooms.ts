/** The rooms of the navigation, in its order, and who sees each. */
import type { LinkProps } from '@tanstack/react-router';
import {
  CalendarCheck,
  ChartColumn,
  Cog,
  Factory,
  FileText,
  type LucideIcon,
  Package,
  Settings,
  Tablet,
  Wrench,
} from 'lucide-react';
import type { Permission } from '../api/types.ts';
import type { en } from '../i18n/en/index.ts';

export interface Room {
  readonly to: NonNullable<LinkProps['to']>;
  readonly name: keyof (typeof en)['common']['nav'];
  readonly icon: LucideIcon;
  /** Of several, any opens it. */
  readonly needs: Permission | readonly Permission[];
}

export const rooms: readonly Room[] = [
  { to: '/', name: 'floor', icon: Factory, needs: 'analytics:read' },
  { to: '/tickets', name: 'tickets', icon: Wrench, needs: 'tickets:read' },
  { to: '/terminal', name: 'terminal', icon: Tablet, needs: 'production:run' },
  { to: '/analysis', name: 'analysis', icon: ChartColumn, needs: 'analytics:read' },
  { to: '/stores', name: 'stores', icon: Package, needs: 'inventory:read' },
  { to: '/machines', name: 'machines', icon: Cog, needs: 'machines:read' },
  { to: '/plans', name: 'plans', icon: CalendarCheck, needs: 'tickets:read' },
  { to: '/reports', name: 'reports', icon: FileText, needs: 'analytics:read' },
  { to: '/admin', name: 'administration', icon: Settings, needs: ['users:manage', 'settings:read'] },
];
