import { z } from 'zod';
import { ENV, TIMESHEET_KINDS } from '../../../functions/names.ts';
import { readEnvironment } from '../../system/environment.ts';

/** The table of the mirror, where the environment says that timesheets come from it; else null. */
export function configuredMirrorTable(): string | null {
  const { [ENV.timesheetKind]: kind } = readEnvironment({
    [ENV.timesheetKind]: z.enum(TIMESHEET_KINDS).default('CONTRACT_2'),
  });
  if (kind === 'CONTRACT_2') return null;
  return readEnvironment({ [ENV.mirrorTable]: z.string().min(1) })[ENV.mirrorTable];
}
