import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { contentOf, GET } from '../../api/client.ts';
import { type Code, readCode } from './codes.ts';
import { createWedge, type Target } from './wedge.ts';

/** Fields with `data-digits` hold numbers only: a code that is scanned into one is kept out of it. */
function targetOf(element: EventTarget | null): Target {
  if (!(element instanceof HTMLElement)) return 'page';
  if (element.dataset['digits'] !== undefined) return 'digits';
  return element.matches('input:not([type=checkbox], [type=radio]), textarea, select') ? 'text' : 'page';
}

/** Hears a scanner that types, wherever on the page the focus is. What is scanned into an open dialog is dropped. */
export function useScanner(onScan: (code: Code) => void): void {
  const scanned = useEffectEvent((text: string) => {
    if (document.querySelector('[role=dialog]') === null) onScan(readCode(text));
  });
  useEffect(() => {
    const wedge = createWedge();
    function press(event: KeyboardEvent) {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const verdict = wedge.press(event.key, targetOf(event.target), event.timeStamp);
      if (verdict === 'leave') return;
      event.preventDefault();
      event.stopPropagation();
      if (verdict !== 'take') scanned(verdict.scanned);
    }
    window.addEventListener('keydown', press, { capture: true });
    return () => window.removeEventListener('keydown', press, { capture: true });
  }, []);
}

/** Those that have exactly this stock code, whatever its case: none or one. */
export async function findByStockCode(text: string): Promise<number | undefined> {
  const query = { text, limit: 50 };
  const { items } = await contentOf(GET('/api/v1/inventory/components/search', { params: { query } }));
  return items.find(({ stock_code: code }) => code?.toLowerCase() === text.toLowerCase())?.id;
}

/** Opens what a code stands for; a text that is no code of ours is a stock code, or is searched for. */
export function useOpenCode(): (code: Code) => void {
  const navigate = useNavigate();
  const openComponent = (id: number) =>
    void navigate({ to: '/stores/components/$componentId', params: { componentId: String(id) } });
  return (code) => {
    if (code.kind === 'component') return openComponent(code.id);
    if (code.kind === 'machine') return void navigate({ to: '/machines/$machineId', params: { machineId: code.id } });
    const search = () => void navigate({ to: '/stores', search: { text: code.text } });
    findByStockCode(code.text).then((id) => (id === undefined ? search() : openComponent(id)), search);
  };
}
