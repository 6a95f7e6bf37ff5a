import { overlaps, type Validity } from '../../../core/timesheets/mirror/mapping.ts';
import { WorkItemIndex } from '../../../core/timesheets/mirror/work-item-index.ts';
import { type MappingRows, workItemRows } from './mapping-rows.ts';

/** Rows that are right and yet do nothing, a sentence each. */
export function warningsOf(rows: MappingRows): string[] {
  return [...beatenRows(rows), ...rowsOutsideCwos(rows)];
}

function beatenRows(rows: MappingRows): string[] {
  const workItems = workItemRows(rows);
  const index = new WorkItemIndex(workItems);
  return workItems.flatMap((row) => {
    const beating = index.findBeating(row);
    return beating
      ? [`work-items.csv, line ${row.line}: never counts, as line ${beating.line} fits all that it fits`]
      : [];
  });
}

function rowsOutsideCwos({ cwos, workItems, plans }: MappingRows): string[] {
  const runs = Map.groupBy(cwos, ({ row }) => row.cwoId);
  const outside = (place: string, cwoId: string, days: Validity) => {
    const isInside = runs.get(cwoId)?.some(({ row }) => overlaps(days, { from: row.startDate, to: row.endDate }));
    return isInside ? [] : [`${place}: ${cwoId} does not run on its days`];
  };
  return [
    ...workItems.flatMap(({ line, row }) =>
      row.cwo && 'cwoId' in row.cwo ? outside(`work-items.csv, line ${line}`, row.cwo.cwoId, row) : [],
    ),
    ...(plans ?? []).flatMap(({ line, row }) => outside(`plans.csv, line ${line}`, row.cwoId, row)),
  ];
}
