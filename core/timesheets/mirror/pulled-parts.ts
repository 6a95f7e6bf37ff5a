import type { MondayDate } from '../../values/week.ts';
import type { PulledPart } from './timesheet-puller.ts';

/** The pull of a source's week in one execution. */
interface PartsOf {
  readonly execution: string;
  readonly source: string;
  readonly mondayDate: MondayDate;
}

/** Parts that one invocation puts: they count once its answer is there. */
export interface PartRound extends PartsOf {
  readonly round: string;
}

/** A pull that has come to its end. */
export interface PulledWeek extends PartsOf {
  /** The invocations that have answered: what others put is none of it. */
  readonly rounds: readonly string[];
}

/** A part, or a piece of one, without addresses, which lie in erasable rows alone. */
export interface KeptPart extends Pick<PulledPart, 'lines' | 'around' | 'totals' | 'moved'> {
  /** Whether it goes on with the part of the piece before. */
  readonly goesOn: boolean;
}

/** Parts between the pull and the snapshot that is made of them. */
export interface PulledParts {
  put(of: PartRound, number: number, part: KeptPart): Promise<void>;
  /** In the order in which they were pulled. */
  read(week: PulledWeek): AsyncIterable<KeptPart>;
}
