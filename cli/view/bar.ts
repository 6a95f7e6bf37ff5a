const CELLS = 20;
const FULL = '█';
const EMPTY = '·';
const PACE = '│';

/**
 * A bar of 20 cells: what is used, and where the time stands: `████│████···········`. What is over 100 fills it.
 * @param used in per cent
 * @param pace in per cent; null without one
 */
export function bar(used: number, pace: number | null): string {
  const cells: string[] = Array.from({ length: CELLS }, (_, cell) =>
    used >= ((cell + 1) * 100) / CELLS ? FULL : EMPTY,
  );
  if (pace !== null) cells[Math.min(CELLS - 1, Math.floor((pace * CELLS) / 100))] = PACE;
  return cells.join('');
}
