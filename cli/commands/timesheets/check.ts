import { type ToldFigures, toldFigures } from '../../../core/timesheets/mirror/told-figures.ts';
import type { SourceErrorCode } from '../../../core/values/source-error.ts';
import { fullWeekBefore, type MondayDate } from '../../../core/values/week.ts';
import type { LookedWeek } from '../../../functions/messages/timesheets.ts';
import type { Mirror } from '../../mirror.ts';
import { lookAt } from './look.ts';
import type { SyncMachine, Waiting } from './sync-execution.ts';

export interface CheckOptions {
  readonly source: string;
  /** The last full one without. */
  readonly week?: MondayDate;
}

export interface CheckedSource {
  readonly source: string;
  readonly weekStartDate: MondayDate;
  readonly requests: number | null;
  /** Null where the week could not be pulled. */
  readonly figures: ToldFigures | null;
  /** Why it cannot be connected as it is, and what to do; null where it can. */
  readonly failure: string | null;
  /** What to look at first. */
  readonly warnings: readonly string[];
}

type Source = { readonly deployment: SyncMachine } & Pick<Mirror, 'rules' | 'snapshots' | 'mirrorPeople' | 'timeZone'>;

const WHAT_TO_DO: Readonly<Record<SourceErrorCode, string>> = {
  UNAUTHORIZED: 'the key is refused: put one that is valid into the secret of the source, and look at its baseUrl',
  FORBIDDEN:
    "it may not be asked that: do what is said, or take the key of a person who may see everybody's timesheets",
  STALE_CURSOR: 'the week changed while it was read: check again',
  UNAVAILABLE: 'it is down, out of reach or its quota is used up: look at baseUrl, and check again later',
  MALFORMED: 'it answers otherwise than its documentation says: look at system, baseUrl and approval',
};
const OTHERWISE = 'check again; where it stays so, the log of the step that pulls has the rest';
const NOBODY =
  'nobody has entries: either the key sees nobody, or nobody logged anything that week; take a key of a person who may see everybody, or check another --week';
const ONE_PERSON =
  'only one person has entries: the key sees its own alone, unless nobody else logged that week; take a key of a person who may see everybody, or check another --week';

/** Asks a system for a week, and says whether it can be connected. The mirror stays as it is. */
export async function checkSource(
  { source, week }: CheckOptions,
  from: Source,
  waiting: Waiting,
): Promise<CheckedSource> {
  const weekStartDate = week ?? fullWeekBefore(waiting.clock.now(), from.timeZone, 1);
  const [looked] = await lookAt({ source, weeks: [weekStartDate] }, from, waiting);
  if (!looked) throw new Error(`week ${weekStartDate} of ${source} was not asked for`);
  const { requests } = looked;
  if ('failure' in looked) {
    return { source, weekStartDate, requests, figures: null, failure: toldFailure(looked.failure), warnings: [] };
  }
  const figures = await figuresIn(looked, from);
  return { source, weekStartDate, requests, figures, failure: blindness(figures), warnings: warningsOf(figures) };
}

async function figuresIn(
  { source, weekStartDate, snapshotKey }: Exclude<LookedWeek, { readonly failure: string }>,
  from: Source,
): Promise<ToldFigures> {
  const kept = await from.snapshots.read(snapshotKey);
  if (kept === null) throw new Error(`what ${source} told of week ${weekStartDate} is gone: check again`);
  const approval = from.rules.find((one) => one.source === source)?.approval ?? [];
  return toldFigures(kept.snapshot, await from.mirrorPeople.emailsOf(source), approval);
}

function toldFailure(failure: string): string {
  const code = Object.keys(WHAT_TO_DO).find((one) => failure.startsWith(`${one}: `));
  return `${failure}: ${code === undefined ? OTHERWISE : WHAT_TO_DO[code as SourceErrorCode]}`;
}

/** Why a key that is taken may see too few; null where more than one person is seen. */
function blindness({ people }: ToldFigures): string | null {
  if (people > 1) return null;
  return people === 1 ? ONE_PERSON : NOBODY;
}

function warningsOf({ states }: ToldFigures): string[] {
  const unknown = states.filter(({ isKnown }) => !isKnown).map(({ state }) => JSON.stringify(state));
  if (unknown.length === 0) return [];
  return [`no table has ${unknown.join(', ')}: say in states of the source what they mean, or people are set aside`];
}
