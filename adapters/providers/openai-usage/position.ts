import { z } from 'zod';
import { isPlainDate, type PlainDate } from '../../../core/values/week.ts';

const list = { after: z.string().nullable(), seen: z.string() };
const projects = z.object({ of: z.literal('projects'), ...list });

/** Where a pull is: in the users, in the projects, in the keys of some of them, or at a day. */
export const positionSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('users'), ...list }),
  projects,
  z.object({
    of: z.literal('keys'),
    ...list,
    /** Projects whose keys are still to be read; those of the first are being read. */
    left: z.array(z.string()).min(1),
    /** Where the projects go on; null behind the last ones. */
    moreProjects: projects.nullable(),
  }),
  z.object({ of: z.literal('day'), day: z.string().refine(isPlainDate) }),
]);

export type Position = z.infer<typeof positionSchema>;
type Projects = z.infer<typeof projects>;

export const USERS_BEGIN = { of: 'users', after: null, seen: '' } as const satisfies Position;
export const PROJECTS_BEGIN = { of: 'projects', after: null, seen: '' } as const satisfies Position;

/** The keys of the projects, or what comes behind them where there are none. */
export function keysOf(left: string[], moreProjects: Projects | null, firstDay: PlainDate): Position {
  if (left.length > 0) return { of: 'keys', after: null, seen: '', left, moreProjects };
  return moreProjects ?? { of: 'day', day: firstDay };
}
