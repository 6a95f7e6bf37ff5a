import { posix } from 'node:path';
import { renderTable } from '../../cli/view/table.ts';

/** The part of Stryker's JSON report that is read here: the planted faults of each file. */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>;
}

interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: { readonly line: number } };
}

/** Noticed by a test that failed, or that did not come to its end. */
const KILLED = ['Killed', 'Timeout'];
/** Not noticed, although tests passed by, or for want of any. */
const SURVIVED = ['Survived', 'NoCoverage'];

/** How many faults of each room were noticed and how many were not. A room is a folder. */
export function roomTable({ files }: MutationReport): string {
  const paths = Object.keys(files);
  const rooms = [...new Set(paths.map((path) => posix.dirname(path)))].sort().map((room) => ({
    room,
    mutants: paths.filter((path) => posix.dirname(path) === room).flatMap((path) => files[path]?.mutants ?? []),
  }));
  const all = Object.values(files).flatMap(({ mutants }) => mutants);
  const footer = [
    'all',
    String(count(all, KILLED)),
    String(count(all, ['Survived'])),
    String(count(all, ['NoCoverage'])),
  ];
  return renderTable(
    rooms,
    [
      { title: 'room', of: ({ room }) => room },
      { title: 'killed', of: ({ mutants }) => String(count(mutants, KILLED)), isNumber: true },
      { title: 'survived', of: ({ mutants }) => String(count(mutants, ['Survived'])), isNumber: true },
      { title: 'reached by no test', of: ({ mutants }) => String(count(mutants, ['NoCoverage'])), isNumber: true },
    ],
    footer,
  );
}

/** `path:line mutator: replacement`, a line each, as they lie in the files. */
export function survivorLines({ files }: MutationReport): string[] {
  return Object.entries(files).flatMap(([path, { mutants }]) =>
    mutants
      .filter(({ status }) => SURVIVED.includes(status))
      .map(({ location, mutatorName, replacement = '' }) => {
        return `${path}:${location.start.line} ${mutatorName}: ${replacement.replace(/\s+/g, ' ')}`;
      })
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
  );
}

function count(mutants: readonly Mutant[], statuses: readonly string[]): number {
  return mutants.filter(({ status }) => statuses.includes(status)).length;
}
