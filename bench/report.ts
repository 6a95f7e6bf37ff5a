import { type Column, renderTable } from '../cli/view/table.ts';
import type { BenchRow } from './core.ts';
import { bySize, growth, medianOf, type PipelineSize } from './pipeline.ts';

/** The results as tables for people. */

const RUNS = { first: 'first run', steady: 'steady state' } as const;
type Which = keyof typeof RUNS;
const WHICH = Object.keys(RUNS) as Which[];

export function coreTable(rows: readonly BenchRow[]): string {
  return renderTable(rows, [
    { title: 'way', of: ({ name }) => name },
    { title: 'employee-weeks/s', of: ({ perSecond }) => Math.round(perSecond).toLocaleString('en'), isNumber: true },
    { title: 'ours is', of: ({ ratioToOurs }) => `${ratioToOurs.toFixed(2)} x`, isNumber: true },
  ]);
}

export function runTable(sizes: readonly PipelineSize[]): string {
  const rows = sizes.flatMap((size) => WHICH.map((which) => ({ size, which })));
  const perEmployeeWeek = (title: string, digits: number, of: Parameters<typeof medianOf>[2]) => ({
    title,
    of: ({ size, which }: (typeof rows)[number]) =>
      medianOf(size, which, (run) => of(run) / run.employees).toFixed(digits),
    isNumber: true,
  });
  return renderTable(rows, [
    { title: 'employees', of: ({ size }) => size.employees.toLocaleString('en'), isNumber: true },
    { title: 'run', of: ({ which }) => RUNS[which] },
    { title: 's', of: ({ size, which }) => medianOf(size, which, ({ seconds }) => seconds).toFixed(1), isNumber: true },
    perEmployeeWeek('ms/EW', 2, ({ seconds }) => seconds * 1000),
    perEmployeeWeek('AWS calls/EW', 3, ({ awsCalls }) => awsCalls),
    perEmployeeWeek('Lambdas/EW', 4, ({ invocations }) => invocations),
    perEmployeeWeek('transitions/EW', 4, ({ transitions }) => transitions),
    perEmployeeWeek('express/EW', 4, ({ children }) => children),
    perEmployeeWeek('lines/EW', 2, ({ lines }) => lines),
  ]);
}

export function growthLines(sizes: readonly PipelineSize[]): string[] {
  return WHICH.flatMap((which) => {
    const ratio = growth(sizes, which);
    if (ratio === null) return [];
    const [smaller, larger] = bySize(sizes).slice(-2);
    const sizesText = `${larger?.employees.toLocaleString('en')} against ${smaller?.employees.toLocaleString('en')}`;
    return [`${RUNS[which]}: time per employee at ${sizesText} is ${ratio.toFixed(2)} (aim 1.2)`];
  });
}

export function phaseTable(sizes: readonly PipelineSize[]): string {
  const phases = Object.keys(sizes[0]?.samples[0]?.first.phases ?? {});
  const columns = sizes.flatMap((size) =>
    WHICH.map((which) => ({
      title: `${size.employees.toLocaleString('en')} ${which}`,
      of: (phase: string) => medianOf(size, which, (run) => run.phases[phase] ?? 0).toFixed(2),
      isNumber: true,
    })),
  );
  return renderTable(phases, [{ title: 'seconds in phase', of: (phase) => phase }, ...columns]);
}

export function memoryTable(sizes: readonly PipelineSize[]): string {
  const functions = sizes[0]?.samples[0]?.first.functions ?? {};
  const peak = (size: PipelineSize, step: string) =>
    Math.max(...size.samples.map(({ peakMemoryMb }) => peakMemoryMb[step] ?? 0));
  const columns = sizes.map(
    (size): Column<string> => ({
      title: `${size.employees.toLocaleString('en')}`,
      of: (step) => String(peak(size, step)),
      isNumber: true,
    }),
  );
  return renderTable(Object.keys(functions), [
    { title: 'peak MB of', of: (step) => step },
    { title: 'configured', of: (step) => String(functions[step]?.memoryMb), isNumber: true },
    ...columns,
  ]);
}
