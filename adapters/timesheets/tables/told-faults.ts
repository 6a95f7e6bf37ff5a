const TOLD_MAX = 100;

/** The faults of files for a person, one a line: the first 100, and how many more there are. */
export function toldFaults(faults: readonly string[]): string {
  const more = faults.length - TOLD_MAX;
  return [...faults.slice(0, TOLD_MAX), ...(more > 0 ? [`and ${more} more faults`] : [])].join('\n');
}
