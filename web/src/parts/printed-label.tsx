import { type ReactNode, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';

/**
 * What comes out of the printer instead of the page: one label, alone, or sheets of them.
 *
 * Stands beside the page in the document, unseen until it is printed (`data-printed` in styles.css).
 */
export function PrintedLabel({
  kind = 'label',
  children,
}: {
  /** A sheet has no margin: its labels say where they are. */
  readonly kind?: 'label' | 'sheet';
  readonly children: ReactNode;
}) {
  const [place] = useState(() => {
    const made = document.createElement('div');
    made.dataset['printed'] = kind;
    return made;
  });
  useEffect(() => {
    document.body.append(place);
    return () => place.remove();
  }, [place]);
  return createPortal(children, place);
}
