/** The columns of a file, in any order. */
export interface TableColumns {
  /** Of each of these lists at least one is there. */
  readonly needed: readonly (readonly string[])[];
  /** May be left out. */
  readonly optional: readonly string[];
}

export function describeColumns({ needed, optional }: TableColumns): string {
  return [...needed.map((ones) => ones.join(' or ')), ...optional].join(', ');
}

/** A column that no table has is a fault: what stands below a misspelt title would be lost. */
export function faultsOfHeader(header: readonly string[], { needed, optional }: TableColumns): string[] {
  const known = [...needed.flat(), ...optional];
  const missing = needed.filter((ones) => !ones.some((column) => header.includes(column)));
  const unknown = header.filter((column) => !known.includes(column));
  const twice = header.filter((column, index) => header.indexOf(column) !== index);
  const faults: string[] = [];
  if (missing.length > 0) {
    faults.push(`lacks ${missing.map((ones) => ones.join(' or ')).join(', ')}; found ${quoted(header) || 'nothing'}`);
  }
  if (unknown.length > 0) faults.push(`no such columns: ${quoted(unknown)}`);
  if (twice.length > 0) faults.push(`there more than once: ${twice.join(', ')}`);
  return faults;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name.slice(0, 200))).join(', ');
}
