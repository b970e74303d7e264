/** Light or dark: as this device has it, or as was chosen on it. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const CHOICE = 'milldash.theme';
const isDark = matchMedia('(prefers-color-scheme: dark)');

export function chosenTheme(): Theme {
  const chosen = localStorage.getItem(CHOICE);
  return themes.find((theme) => theme === chosen) ?? 'system';
}

export function applyTheme(): void {
  const theme = chosenTheme();
  show(theme === 'system' ? (isDark.matches ? 'dark' : 'light') : theme);
}

function show(theme: 'light' | 'dark'): void {
  document.documentElement.dataset['theme'] = theme;
  document.documentElement.style.colorScheme = theme;
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(CHOICE, theme);
  applyTheme();
}

isDark.addEventListener('change', applyTheme);
// paper is white
addEventListener('beforeprint', () => show('light'));
addEventListener('afterprint', applyTheme);
