import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { contentOf, GET } from '../../api/client.ts';
import { componentAddress, machineAddress } from '../../parts/addresses.ts';
import { type Code, readCode } from './codes.ts';
import { PAGE_MAX } from './use-stock.ts';
import { createWedge, type Target } from './wedge.ts';

/** Fields with `data-digits` hold numbers only: a code that is scanned into one is kept out of it. */
function targetOf(element: EventTarget | null): Target {
  if (!(element instanceof HTMLElement)) return 'page';
  if (element.dataset['digits'] !== undefined) return 'digits';
  return element.matches('input:not([type=checkbox], [type=radio]), textarea, select') ? 'text' : 'page';
}

/** Puts a text into a field as if it were typed: React looks at the setter of the field itself. */
function putBack(field: HTMLInputElement, text: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Hears a scanner that types, wherever on the page the focus is. What is scanned into an open dialog is dropped. */
export function useScanner(onScan: (code: Code) => void): void {
  const scanned = useEffectEvent((text: string) => {
    if (document.querySelector('[role=dialog]') === null) onScan(readCode(text));
  });
  useEffect(() => {
    const wedge = createWedge();
    let before = '';
    function press(event: KeyboardEvent) {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const verdict = wedge.press(event.key, targetOf(event.target), event.timeStamp);
      if (verdict === 'begin' && event.target instanceof HTMLInputElement) before = event.target.value;
      if (verdict === 'leave' || verdict === 'begin') return;
      event.preventDefault();
      event.stopPropagation();
      if (verdict === 'take') return;
      if (verdict.isInField && event.target instanceof HTMLInputElement) putBack(event.target, before);
      scanned(verdict.scanned);
    }
    window.addEventListener('keydown', press, { capture: true });
    return () => window.removeEventListener('keydown', press, { capture: true });
  }, []);
}

/** The one with exactly this stock code, whatever its case. */
async function findByStockCode(text: string): Promise<number | undefined> {
  let cursor: string | undefined;
  do {
    const query = { text, limit: PAGE_MAX, ...(cursor === undefined ? {} : { cursor }) };
    const page = await contentOf(GET('/api/v1/inventory/components/search', { params: { query } }));
    const found = page.items.find(({ stock_code: code }) => code?.toLowerCase() === text.toLowerCase());
    if (found !== undefined) return found.id;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return undefined;
}

/** The component that a code stands for; undefined for a machine, and for what nothing has as its stock code. */
export async function componentOf(code: Code): Promise<number | undefined> {
  if (code.kind === 'component') return code.id;
  return code.kind === 'other' ? findByStockCode(code.text) : undefined;
}

/** Opens what a code stands for; a text that is no code of ours is a stock code, or is searched for. */
export function useOpenCode(searchFor?: (text: string) => void): (code: Code) => void {
  const navigate = useNavigate();
  const open = (id: number) => void navigate(componentAddress(id));
  const everywhere = (text: string) => void navigate({ to: '/stores', search: { text } });
  return (code) => {
    if (code.kind === 'component') return open(code.id);
    if (code.kind === 'machine') return void navigate(machineAddress(code.id));
    const { pathname } = window.location;
    const go = (id?: number) => {
      // whoever has gone elsewhere meanwhile stays there
      if (window.location.pathname !== pathname) return;
      if (id === undefined) (searchFor ?? everywhere)(code.text);
      else open(id);
    };
    findByStockCode(code.text).then(go, () => go());
  };
}
