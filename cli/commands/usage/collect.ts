import {
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { PullWindow } from '../../../core/collection/usage-puller.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { addDays } from '../../../core/values/week.ts';
import type { BuiltWeek, CollectionResult, SourceResult } from '../../../functions/messages/collection.ts';
import type { Deployment } from '../../deployment.ts';
import { type Column, renderTable } from '../../view/table.ts';
import { waitForEnd } from '../../wait-for-end.ts';
import { WrongUseError } from '../../wrong-use-error.ts';

/** What is collected by hand: the sources with their trailing windows where nothing else is said, or weeks alone. */
export interface CollectOptions {
  readonly source?: string;
  /** Days, both included. */
  readonly from?: string;
  readonly to?: string;
  /** Only builds these weeks. */
  readonly weeks?: readonly string[];
}

type Source = Pick<Deployment, 'stepFunctions' | 'output' | 'collectionSettings'>;

/** As long as a collection may take. */
const WAIT_MAX_MS = 20 * 60 * 60_000;
const CLOSE_STATE = 'Close collection';
/** Events behind the one that closes a collection. */
const LAST_EVENTS = 20;

/**
 * Collects now, and waits: pulls sources, builds the weeks they touched, recalculates whose sums changed.
 * @throws WrongUseError where there is nothing to collect as asked
 */
export async function collect(
  deployment: Source,
  options: CollectOptions,
  tell: (line: string) => void,
): Promise<CollectionResult> {
  const input = inputOf(options, deployment);
  const { executionArn } = await deployment.stepFunctions.send(
    new StartExecutionCommand({ stateMachineArn: deployment.output('CollectionArn'), input: JSON.stringify(input) }),
  );
  if (executionArn === undefined) throw new Error('the collection was started without an execution');
  tell(options.weeks ? `building ${options.weeks.join(', ')}` : `pulling ${(input.sources ?? []).join(', ')}`);
  return resultOf(deployment, await waitForEnd(deployment, executionArn, WAIT_MAX_MS));
}

function inputOf({ source, from, to, weeks }: CollectOptions, { collectionSettings }: Source) {
  const pulled = collectionSettings.sources.flatMap((one) => (one.pull ? [one.source] : []));
  if (source !== undefined && !pulled.includes(source)) {
    throw new WrongUseError(`${source} is not pulled: the configuration has ${pulled.join(', ') || 'no such source'}`);
  }
  if (weeks) return { sources: [], weeks };
  if (pulled.length === 0) throw new WrongUseError('the configuration has no source that is pulled');
  const window = windowOf(from, to);
  return { sources: source === undefined ? pulled : [source], ...(window && { window }) };
}

/** Null where no days are asked for. */
function windowOf(from: string | undefined, to: string | undefined): PullWindow | null {
  if (from === undefined && to === undefined) return null;
  if (from === undefined) throw new WrongUseError('--to needs --from, the first day that is pulled');
  if (to === undefined) throw new WrongUseError('--from needs --to, the last day that is pulled');
  if (to < from) throw new WrongUseError('--to is before --from');
  return { from, to: addDays(to, 1) };
}

/** Whether it succeeded or not, its closing says what became of it. */
async function resultOf(
  { stepFunctions }: Source,
  { executionArn, error, cause }: DescribeExecutionCommandOutput,
): Promise<CollectionResult> {
  const { events = [] } = await stepFunctions.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: LAST_EVENTS }),
  );
  const closed = events.find(({ stateExitedEventDetails }) => stateExitedEventDetails?.name === CLOSE_STATE);
  const output = closed?.stateExitedEventDetails?.output;
  if (output !== undefined) return JSON.parse(output);
  throw new Error(`the collection did not come to its end: ${error}: ${cause}`);
}

/** Tokens as integers, as everywhere. */
export function toCollectionJson({ weeks, ...result }: CollectionResult) {
  return { ...result, weeks: weeks.map(toWeekJson) };
}

/** Of one week that was built. @throws Error where it could not be */
export function toBuildJson({ weeks: [week], obstacle }: CollectionResult) {
  if (!week) throw new Error(`the week was not built: ${obstacle}`);
  return toWeekJson(week);
}

function toWeekJson({ tokens, ...week }: BuiltWeek) {
  return { ...week, tokens: BigInt(tokens) };
}

export function renderCollection({ sources, weeks, obstacle }: CollectionResult): string {
  return [
    ...(sources.length > 0 ? [renderTable(sources, SOURCE_COLUMNS)] : []),
    ...(weeks.length > 0 ? [renderTable(weeks, WEEK_COLUMNS)] : []),
    ...sources.flatMap(({ source, refusedSample }) =>
      refusedSample.map(({ place, reason }) => `${source}: not taken: ${place}: ${reason}`),
    ),
    obstacle === null ? 'complete' : `INCOMPLETE: ${obstacle}\n  What to do: docs/runbook.md, CollectionFailed.`,
  ].join('\n');
}

const SOURCE_COLUMNS: Column<SourceResult>[] = [
  { title: 'source', of: ({ source }) => source },
  { title: 'collected', of: ({ failure }) => (failure === null ? 'yes' : failure.code) },
  { title: 'facts', of: ({ facts }) => grouped(BigInt(facts)), isNumber: true },
  { title: 'not taken', of: ({ refused }) => String(refused), isNumber: true },
  { title: 'days that shrank', of: ({ shrunk }) => shrunk.join(', ') },
];
const WEEK_COLUMNS: Column<BuiltWeek>[] = [
  { title: 'week', of: ({ weekStartDate }) => weekStartDate },
  { title: 'employees', of: ({ employees }) => String(employees), isNumber: true },
  { title: 'tokens', of: ({ tokens }) => grouped(tokens), isNumber: true },
  { title: 'USD', of: ({ costUsd }) => grouped(costUsd), isNumber: true },
  { title: 'changed', of: ({ changedEmployees }) => String(changedEmployees), isNumber: true },
];
