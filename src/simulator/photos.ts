/**
 * Photos that nobody took: what a phone would show of a fault, composed as SVG.
 *
 * Shapes and light only, no words: which fonts a machine has does not matter.
 */
import { randomOf } from './random.ts';

export type PhotoSubject = 'oil-puddle' | 'chipped-blade' | 'hot-bearing' | 'worn-cable' | 'gauge';

/** What the shapes are laid out in. */
const WIDTH = 1_280;
const HEIGHT = 960;

const subjects: Readonly<Record<PhotoSubject, (seed: string) => string>> = {
  'oil-puddle': (seed) => {
    const random = randomOf(seed, 'puddle');
    const drops = Array.from({ length: 14 }, () => {
      const [x, y, r] = [random.between(380, 980), random.between(660, 860), random.between(6, 30)];
      return `<ellipse cx="${fixed(x)}" cy="${fixed(y)}" rx="${fixed(r * 1.8)}" ry="${fixed(r * 0.6)}" fill="#1d140b" opacity="0.85"/>`;
    });
    return `${rollers(420)}
      <path d="M300 760 C380 690 560 700 660 720 S960 690 1010 770 S820 880 640 850 S250 850 300 760Z" fill="url(#oil)"/>
      <path d="M420 760 C520 730 640 745 700 755" stroke="#e9c98a" stroke-width="9" fill="none" opacity="0.45"/>
      ${drops.join('')}
      <path d="M642 470 v210" stroke="#2b1d10" stroke-width="7"/>`;
  },
  'chipped-blade': () => `
    <rect x="140" y="250" width="1000" height="150" fill="url(#steel)"/>
    <path d="M200 400 H1080 L1040 560 H760 L738 528 L716 560 L690 540 L668 560 H240Z" fill="url(#edge)"/>
    <path d="M668 560 L690 540 L716 560 L738 528 L760 560" stroke="#fff" stroke-width="4" fill="none" opacity="0.8"/>
    <rect x="140" y="620" width="1000" height="120" fill="#30343a"/>
    ${[260, 520, 800, 1_020].map((x) => `<circle cx="${x}" cy="325" r="28" fill="#4d5358" stroke="#22262a" stroke-width="8"/>`).join('')}
    <circle cx="712" cy="545" r="105" fill="none" stroke="#ffdf3d" stroke-width="10"/>`,
  'hot-bearing': () => `
    <circle cx="640" cy="470" r="330" fill="url(#steel)"/>
    <circle cx="640" cy="470" r="255" fill="#24282c"/>
    ${Array.from({ length: 9 }, (_, at) => {
      const angle = (at / 9) * 2 * Math.PI;
      return `<circle cx="${fixed(640 + 205 * Math.cos(angle))}" cy="${fixed(470 + 205 * Math.sin(angle))}" r="48" fill="url(#ball)"/>`;
    }).join('')}
    <circle cx="640" cy="470" r="150" fill="url(#steel)"/>
    <circle cx="640" cy="470" r="88" fill="#101214"/>
    <path d="M380 640 A330 330 0 0 0 900 640" stroke="#b4470f" stroke-width="46" fill="none" opacity="0.55"/>`,
  'worn-cable': () => `
    <rect x="0" y="540" width="1280" height="120" fill="url(#steel)"/>
    <path d="M-20 300 C260 240 420 520 640 500 S980 240 1300 330" stroke="#17191b" stroke-width="74" fill="none"/>
    <path d="M-20 288 C260 228 420 508 640 488 S980 228 1300 318" stroke="#3a3e42" stroke-width="14" fill="none"/>
    <path d="M560 486 C600 512 650 512 720 470" stroke="#b87333" stroke-width="40" fill="none"/>
    <path d="M566 478 C606 500 654 500 716 462" stroke="#f0b478" stroke-width="8" fill="none"/>
    <path d="M572 500 C612 522 660 520 714 486" stroke="#1a4fa3" stroke-width="9" fill="none"/>`,
  gauge: () => `
    <circle cx="640" cy="470" r="340" fill="url(#steel)"/>
    <circle cx="640" cy="470" r="295" fill="#f3f1e8"/>
    <path d="M448 662 A272 272 0 0 1 380 400" stroke="#c22a1e" stroke-width="40" fill="none"/>
    ${Array.from({ length: 11 }, (_, at) => {
      const angle = ((135 + at * 27) * Math.PI) / 180;
      const [x, y] = [Math.cos(angle), Math.sin(angle)];
      return `<line x1="${fixed(640 + 215 * x)}" y1="${fixed(470 + 215 * y)}" x2="${fixed(640 + 255 * x)}" y2="${fixed(470 + 255 * y)}" stroke="#222" stroke-width="9"/>`;
    }).join('')}
    <line x1="640" y1="470" x2="438" y2="540" stroke="#111" stroke-width="13" stroke-linecap="round"/>
    <circle cx="640" cy="470" r="28" fill="#333"/>
    <path d="M470 300 Q600 210 760 260" stroke="#fff" stroke-width="26" fill="none" opacity="0.5"/>`,
};

/** An SVG document of 960 × 720 pixels. The same seed gives the same picture. */
export function drawPhoto(subject: PhotoSubject, seed: string): string {
  const random = randomOf(seed, subject);
  const tilt = fixed(random.between(-4, 4));
  const floor = `hsl(${Math.round(random.between(195, 235))} 9% ${Math.round(random.between(26, 38))}%)`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH * 0.75}" height="${HEIGHT * 0.75}" viewBox="0 0 ${WIDTH} ${HEIGHT}">
  <defs>
    <linearGradient id="steel" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#c9d0d6"/><stop offset="0.45" stop-color="#7f8a93"/><stop offset="1" stop-color="#4a525a"/>
    </linearGradient>
    <linearGradient id="edge" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#59616a"/><stop offset="1" stop-color="#dfe5ea"/>
    </linearGradient>
    <radialGradient id="oil"><stop offset="0" stop-color="#5a4326"/><stop offset="1" stop-color="#1b1209"/></radialGradient>
    <radialGradient id="ball" cx="0.35" cy="0.3"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#5d656c"/></radialGradient>
    <radialGradient id="light" cx="0.45" cy="0.35" r="0.8">
      <stop offset="0.3" stop-color="#fff" stop-opacity="0.14"/><stop offset="1" stop-color="#000" stop-opacity="0.6"/>
    </radialGradient>
  </defs>
  <rect width="${WIDTH}" height="${HEIGHT}" fill="${floor}"/>
  <rect y="600" width="${WIDTH}" height="360" fill="#000" opacity="0.22"/>
  <g transform="rotate(${tilt} 640 480)">${subjects[subject](seed)}</g>
  <rect width="${WIDTH}" height="${HEIGHT}" fill="url(#light)"/>
</svg>`;
}

function rollers(y: number): string {
  const [stand, roller] = ['#39424b', 'url(#steel)'];
  return [180, 500, 820]
    .map(
      (x) => `<rect x="${x}" y="${y - 330}" width="270" height="380" rx="14" fill="${stand}"/>
      <rect x="${x + 30}" y="${y - 270}" width="210" height="96" rx="44" fill="${roller}"/>
      <rect x="${x + 30}" y="${y - 150}" width="210" height="96" rx="44" fill="${roller}"/>`,
    )
    .join('');
}

/** One decimal is more than an eye sees. */
function fixed(value: number): string {
  return value.toFixed(1);
}
