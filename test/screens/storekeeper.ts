/** What the tests of the stores share: a component of their own, who comes to it, a scanner and a booking. */
import type { Page } from 'playwright-core';
import type { Role } from '../../src/kernel/access.ts';
import type { Factory } from './factory.ts';
import { type Size, type Visitor, visit } from './visitor.ts';

export interface Component {
  readonly id: number;
  readonly name: string;
  readonly locationId: number;
  readonly location: string;
}

/** By the API of the page that somebody is signed in at. */
export function call(page: Page, path: string, method = 'GET', body?: object): Promise<any> {
  return page.evaluate(
    async ([to, how, content]) => {
      const answer = await fetch(to as string, {
        method: how as string,
        ...(content === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) }),
      });
      return answer.json();
    },
    [path, method, body] as const,
  );
}

/** With 10 of it at the first location. */
export async function newComponent(page: Page, name: string): Promise<Component> {
  const { items } = await call(page, '/api/v1/inventory/locations?retired=false');
  const [{ id: locationId, name: location }] = items;
  const body = {
    component_name: name,
    stock_code: `T-${name}`,
    current_stock: 10,
    location_id: locationId,
    unit_cost: 2,
  };
  const { id } = await call(page, '/api/v1/inventory/components', 'POST', body);
  return { id, name, locationId, location };
}

export async function arrive(factory: Factory, role: Role, size: Size, locale = 'en-GB'): Promise<Visitor> {
  const visitor = await visit(factory, { size, locale, colorScheme: size === 'desk' ? 'light' : 'dark' });
  await visitor.page.goto('/stores');
  await visitor.signIn(role);
  await visitor.page.getByRole('heading', { name: /^(Stores|Lager)$/ }).waitFor();
  await visitor.untilLive();
  return visitor;
}

/** As a scanner does: all keys at once, and Enter. */
export async function scan(page: Page, id: number): Promise<void> {
  await page.keyboard.type(`milldash:component:${id}`);
  await page.keyboard.press('Enter');
}

export async function book(page: Page, kind: string, quantity: string): Promise<void> {
  await page.getByRole('button', { name: kind, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Quantity|^There now/).fill(quantity);
  if (kind === 'Adjust') await dialog.getByLabel('Reason').fill('Counted wrongly');
  await dialog.getByRole('button', { name: kind, exact: true }).click();
}
