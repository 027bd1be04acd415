/** How well what is written can be told from what is behind it. */
import type { Page } from './page.ts';

export interface Contrast {
  readonly what: string;
  /** Between 1 and 21 (WCAG 2.2, "contrast ratio"). */
  readonly ratio: number;
}

/** Colours are painted, so that whatever they are written as they come back as red, green and blue. */
const measured = `(() => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
  const luminance = (colours) => {
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const base = matchMedia('(prefers-color-scheme: dark)').matches ? '#121212' : '#ffffff';
  const behind = (one) => (one ? [...behind(one.parentElement), getComputedStyle(one).backgroundColor] : [base]);
  const ratio = (one, pseudo) => {
    const [light, dark] = [luminance([...behind(one), getComputedStyle(one, pseudo).color]), luminance(behind(one))].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const texts = { 'text': 'body > p', 'the verdict': '.verdict', 'a cell': 'td.open:not(.other) a', 'a namespace': 'tbody th small', 'the count': '#count', 'a way': 'summary', 'a line': 'details code' };
  return [
    ...Object.entries(texts).map(([what, selector]) => ({ what, ratio: ratio(document.querySelector(selector)) })),
    { what: 'the example of the search', ratio: ratio(document.getElementById('only'), '::placeholder') },
  ];
})()`;

export const contrastsOf = (page: Page): Promise<readonly Contrast[]> => page.says(measured);
