import type { MirrorSetAside } from '../../../core/timesheets/mirror/mirror-record.ts';
import { type UnmappedItem, UnmappedWork } from '../../../core/timesheets/mirror/unmapped.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { formatHours } from '../../../core/values/hours.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import type { Mirror } from '../../mirror.ts';
import { toJson } from '../../view/json.ts';
import { type Column, renderTable } from '../../view/table.ts';
import { builtWeeks, type KeptSource, mappingOf } from './kept-weeks.ts';

type Source = KeptSource & Pick<Mirror, 'mappings' | 'currentMapping'>;

interface AsideInWeek extends MirrorSetAside {
  readonly weekStartDate: MondayDate;
  /** Whoever is to be mapped is shown by the address, where that is all the source told. */
  readonly shownAs: string;
}

/** Work of the last weeks that the mapping that holds leads nowhere, most hours first, and the people it cannot place. */
export async function listUnmapped(source: Source, clock: Clock, isJson: boolean): Promise<string> {
  const mapping = await mappingOf(source, await source.currentMapping.read());
  const work = new UnmappedWork();
  const setAside: AsideInWeek[] = [];
  for await (const weeks of builtWeeks(source, mapping, clock)) {
    for (const { mondayDate, emails, built } of weeks) {
      for (const item of built.unmapped) work.addItem(item);
      for (const one of built.setAside) {
        setAside.push({ ...one, weekStartDate: mondayDate, shownAs: emails.get(one.user) ?? one.user });
      }
    }
  }
  const items = work.list();
  if (isJson) return toJson({ items: items.map(toItemJson), setAside: setAside.map(({ shownAs: _, ...one }) => one) });
  if (items.length + setAside.length === 0) return 'All work leads somewhere.';
  return [
    ...(items.length > 0 ? [renderTable(items, ITEM_COLUMNS)] : []),
    ...(setAside.length > 0 ? [renderTable(setAside, ASIDE_COLUMNS)] : []),
    'Add rows to work-items.csv and people.csv, then "ledger timesheets mapping put" and "ledger timesheets sync".',
  ].join('\n');
}

function toItemJson({ hours, ...item }: UnmappedItem) {
  return { ...item, hours: formatHours(hours) };
}

const ITEM_COLUMNS: Column<UnmappedItem>[] = [
  { title: 'project', of: ({ project }) => project ?? '' },
  { title: 'task', of: ({ task }) => task ?? '' },
  { title: 'activity', of: ({ activity }) => activity ?? '' },
  { title: 'account', of: ({ account }) => account ?? '' },
  { title: 'entries', of: ({ entries }) => String(entries), isNumber: true },
  { title: 'hours', of: ({ hours }) => grouped(formatHours(hours)), isNumber: true },
];

const ASIDE_COLUMNS: Column<AsideInWeek>[] = [
  { title: 'week', of: ({ weekStartDate }) => weekStartDate },
  { title: 'user', of: ({ shownAs }) => shownAs },
  { title: 'employee', of: ({ employeeId }) => employeeId ?? '' },
  { title: 'set aside as', of: ({ reason }) => reason },
  { title: 'detail', of: ({ detail }) => detail },
];
