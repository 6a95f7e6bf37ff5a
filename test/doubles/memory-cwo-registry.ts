import type {
  CwoManagers,
  CwoNews,
  CwoReader,
  CwoRecords,
  CwoRegistry,
  KnownCwo,
  SeenCwo,
} from '../../core/timesheets/cwo-registry.ts';
import type { CwoDescription } from '../../core/timesheets/cwo-source.ts';
import type { CwoRoleDemand } from '../../core/timesheets/timesheets.ts';
import { encodeJson } from '../../core/values/codec.ts';

interface Remembered extends SeenCwo {
  readonly email: string | null;
  readonly roles: readonly CwoRoleDemand[] | null;
  readonly seenAt: string;
}

/** CWOs by id; no answer takes the place of one that was asked for later. */
export class MemoryCwoRegistry implements CwoRegistry, CwoRecords, CwoReader, CwoManagers {
  readonly known = new Map<string, Remembered>();

  static of(...seen: readonly SeenCwo[]): MemoryCwoRegistry {
    const registry = new MemoryCwoRegistry();
    for (const one of seen) registry.#take({ ...one, email: null, roles: null, seenAt: '' });
    return registry;
  }

  async findNews(seen: readonly SeenCwo[]): Promise<CwoNews[]> {
    return seen.flatMap(({ cwo, project }) => {
      const known = this.known.get(cwo.cwoId);
      if (known && encodeJson([known.cwo, known.project]) === encodeJson([cwo, project])) return [];
      const isManagerNew = known?.cwo.projectManager?.employeeId !== cwo.projectManager?.employeeId;
      return [{ cwo, project, isManagerNew }];
    });
  }

  async update(news: readonly CwoNews[], seenAt: string): Promise<void> {
    for (const { isManagerNew, cwo, project } of news) {
      const { email = null, roles = null } = this.known.get(cwo.cwoId) ?? {};
      this.#take({ cwo, project, email: isManagerNew ? null : email, roles, seenAt });
    }
  }

  async record({ cwo: { projectManager, ...cwo }, project, roles }: CwoDescription, seenAt: string): Promise<boolean> {
    const seen = {
      cwo: { ...cwo, projectManager: projectManager && { employeeId: projectManager.employeeId } },
      project,
    };
    return this.#take({ ...seen, email: projectManager?.email ?? null, roles, seenAt });
  }

  async readCwos(cwoIds: readonly string[]): Promise<Map<string, KnownCwo>> {
    return new Map(
      cwoIds.flatMap((cwoId): [string, KnownCwo][] => {
        const one = this.known.get(cwoId);
        return one ? [[cwoId, toKnownCwo(one)]] : [];
      }),
    );
  }

  async readManagers(cwoIds: readonly string[]): Promise<Map<string, string>> {
    return new Map(
      cwoIds.flatMap((cwoId): [string, string][] => {
        const manager = this.known.get(cwoId)?.cwo.projectManager;
        return manager ? [[cwoId, manager.employeeId]] : [];
      }),
    );
  }

  #take(one: Remembered): boolean {
    const before = this.known.get(one.cwo.cwoId);
    const isNewer = !before || before.seenAt < one.seenAt;
    if (isNewer) this.known.set(one.cwo.cwoId, one);
    return isNewer;
  }
}

function toKnownCwo({ cwo: { projectManager, ...cwo }, project, email, roles }: Remembered): KnownCwo {
  const { name: projectName = null, clientId = null, clientName = null } = project ?? {};
  const pmEmployeeId = projectManager?.employeeId ?? null;
  return { ...cwo, projectName, clientId, clientName, pmEmployeeId, pmEmail: email, roles };
}
