import { type Billable, LIST_PRICES, QUANTITIES, type RunShape } from '../../bench/cost-model.ts';
import { SHAPE_COLUMNS } from '../../bench/scale-tables.ts';
import { tableOf } from '../docs/markdown.ts';

/** The shape that a table of quantities states. @throws Error on a quantity that has no price */
export function readShape(text: string): RunShape {
  const rows = tableOf(text).map((row) => {
    const quantity = QUANTITIES.find((one) => LIST_PRICES[one].label === row.quantity);
    if (!quantity) throw new Error(`${row.quantity} has no price`);
    return { quantity, row };
  });
  const columnOf = (title: string): Billable =>
    Object.fromEntries(
      rows.filter(({ row }) => row[title] !== '').map(({ quantity, row }) => [quantity, Number(row[title])]),
    );
  const columns = Object.entries(SHAPE_COLUMNS).map(([title, part]) => [part, columnOf(title)]);
  return Object.fromEntries(columns) as RunShape;
}
