/** The page: texts in the chosen language, colours, and then everything. */
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { keepScreens } from './app/screens-worker.ts';
import { applyTheme } from './app/theme.ts';
import { startTexts } from './i18n/index.ts';
import './styles.css';

/** Style elements that libraries make are let in by it alone (Content-Security-Policy). */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
if (nonce !== undefined) setNonce(nonce);

applyTheme();
await startTexts();
const root = document.querySelector('#root');
if (root !== null) createRoot(root).render(<App />);
keepScreens();
