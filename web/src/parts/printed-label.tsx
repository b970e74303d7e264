import { type ReactNode, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';

/**
 * What comes out of the printer instead of the page: one label, alone.
 *
 * Stands beside the page in the document, unseen until it is printed (`data-printed` in styles.css).
 */
export function PrintedLabel({ children }: { readonly children: ReactNode }) {
  const [place] = useState(() => {
    const made = document.createElement('div');
    made.dataset['printed'] = 'label';
    return made;
  });
  useEffect(() => {
    document.body.append(place);
    return () => place.remove();
  }, [place]);
  return createPortal(children, place);
}
