import type { Page } from 'playwright-core';

/**
 * Texts of a page that stand out too little from what is behind them, by the contrast of WCAG 2: 4.5 is its level AA.
 * @returns each with its contrast
 */
export async function contrastsBelow(page: Page, least: number): Promise<string[]> {
  const texts: { readonly text: string; readonly color: string; readonly behind: string }[] = await page.evaluate(
    `[...document.querySelectorAll('body *')]
      .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || one.matches('input:not([type=hidden])'))
      .map((one) => {
        const layers = [];
        for (let at = one; at; at = at.parentElement) layers.push(getComputedStyle(at).backgroundColor);
        const behind = layers.find((color) => color !== 'rgba(0, 0, 0, 0)');
        return { text: (one.textContent || one.id).trim(), color: getComputedStyle(one).color, behind };
      })`,
  );
  if (texts.length === 0) throw new Error('the page has no text');
  return texts.flatMap(({ text, color, behind }) => {
    const contrast = contrastOf(color, behind);
    return contrast < least ? [`${text}: ${contrast.toFixed(2)}`] : [];
  });
}

/** Fields that one can see and that have no label. */
export function unlabelledFields(page: Page): Promise<string[]> {
  return page.evaluate(
    `[...document.querySelectorAll('input:not([type=hidden])')].filter((one) => one.labels.length === 0).map((one) => one.name)`,
  );
}

function contrastOf(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Of `rgb(28, 35, 48)`. */
function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/\d+/g) ?? []).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
