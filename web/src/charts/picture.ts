/** A plot as a picture for a slide or a mail: with its title, and with what it rests on. */
import { presentPalette } from './palette.ts';

/** In dots of the picture, which is twice as fine as the screen. */
const MARGIN = 32;
const TITLE = { size: 36, line: 56 };
const NOTE = { size: 22, line: 32 };

/** @throws Error where the browser makes no picture of it */
export async function pictureOf(plot: HTMLCanvasElement, title: string, notes: readonly string[]): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('This browser cannot draw.');
  const { font, of } = presentPalette();
  const titleFont = `600 ${TITLE.size}px ${font}`;
  const noteFont = `${NOTE.size}px ${font}`;
  pen.font = titleFont;
  const titleLines = lines(pen, title, plot.width);
  pen.font = noteFont;
  const noteLines = notes.flatMap((note) => lines(pen, note, plot.width));

  canvas.width = plot.width + 2 * MARGIN;
  canvas.height = 2 * MARGIN + titleLines.length * TITLE.line + plot.height + noteLines.length * NOTE.line + MARGIN;
  pen.fillStyle = of('surface');
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.textBaseline = 'top';
  let y = MARGIN;
  const write = (texts: readonly string[], lineHeight: number) => {
    for (const text of texts) {
      pen.fillText(text, MARGIN, y);
      y += lineHeight;
    }
  };
  // a canvas forgets its font when its size is set
  pen.font = titleFont;
  pen.fillStyle = of('ink');
  write(titleLines, TITLE.line);
  pen.drawImage(plot, MARGIN, y);
  y += plot.height + MARGIN;
  pen.font = noteFont;
  pen.fillStyle = of('quiet');
  write(noteLines, NOTE.line);

  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('This browser made no picture of the plot.'));
      else resolve(blob);
    }, 'image/png');
  });
}

/** The text in lines that are no wider than `width`; a word that is stays whole. */
function lines(pen: CanvasRenderingContext2D, text: string, width: number): readonly string[] {
  const found: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && pen.measureText(longer).width > width) {
      found.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? found : [...found, line];
}
