import type { CwoManagers, CwoNews, CwoRecords, CwoRegistry, SeenCwo } from '../../core/timesheets/cwo-registry.ts';
import type { CwoDescription } from '../../core/timesheets/cwo-source.ts';
import { encodeJson } from '../../core/values/codec.ts';

interface KnownCwo extends SeenCwo {
  readonly email: string | null;
  readonly seenAt: string;
}

/** CWOs by id; no answer takes the place of one that was asked for later. */
export class MemoryCwoRegistry implements CwoRegistry, CwoRecords, CwoManagers {
  readonly known = new Map<string, KnownCwo>();

  static of(...seen: readonly SeenCwo[]): MemoryCwoRegistry {
    const registry = new MemoryCwoRegistry();
    for (const one of seen) registry.#take({ ...one, email: null, seenAt: '' });
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
      const email = isManagerNew ? null : (this.known.get(cwo.cwoId)?.email ?? null);
      this.#take({ cwo, project, email, seenAt });
    }
  }

  async record({ cwo: { projectManager, ...cwo }, project }: CwoDescription, seenAt: string): Promise<void> {
    const manager = projectManager && { employeeId: projectManager.employeeId };
    this.#take({ cwo: { ...cwo, projectManager: manager }, project, email: projectManager?.email ?? null, seenAt });
  }

  async readManagers(cwoIds: readonly string[]): Promise<Map<string, string>> {
    return new Map(
      cwoIds.flatMap((cwoId): [string, string][] => {
        const manager = this.known.get(cwoId)?.cwo.projectManager;
        return manager ? [[cwoId, manager.employeeId]] : [];
      }),
    );
  }

  #take(known: KnownCwo): void {
    const before = this.known.get(known.cwo.cwoId);
    if (!before || before.seenAt < known.seenAt) this.known.set(known.cwo.cwoId, known);
  }
}
