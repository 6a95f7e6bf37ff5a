import type { EmployeeWeekKey } from '../../core/ledger/ledger.ts';
import type { ChangeQueue, WaitingChange } from '../../core/recalculation/change-queue.ts';
import type { HistoryClock } from '../histories/model/history-clock.ts';

/** As the deployed queue has it: twice as long as a drain may take. */
export const VISIBILITY_MS = 120_000;
const RECEIVES_MAX = 5;
const MESSAGES_MAX = 10;

interface Message extends EmployeeWeekKey {
  readonly messageId: string;
  visibleFrom: number;
  receives: number;
}

/** A standard queue: what is received comes back unless it is deleted in time, and is given up after five receives. */
export class MemoryQueue implements ChangeQueue {
  readonly #clock: HistoryClock;
  #messages: Message[] = [];
  #sent = 0;

  constructor(clock: HistoryClock) {
    this.#clock = clock;
  }

  /** How many wait, visible or not. */
  get length(): number {
    return this.#messages.length;
  }

  async send({ employeeId, mondayDate }: EmployeeWeekKey): Promise<void> {
    this.#sent += 1;
    this.#messages.push({ employeeId, mondayDate, messageId: `m${this.#sent}`, visibleFrom: 0, receives: 0 });
  }

  async receive(): Promise<WaitingChange[]> {
    const now = this.#clock.ms;
    this.#messages = this.#messages.filter(({ visibleFrom, receives }) => visibleFrom > now || receives < RECEIVES_MAX);
    const received = this.#messages.filter(({ visibleFrom }) => visibleFrom <= now).slice(0, MESSAGES_MAX);
    return received.map((message) => {
      message.visibleFrom = now + VISIBILITY_MS;
      message.receives += 1;
      const { employeeId, mondayDate, messageId } = message;
      return { employeeId, mondayDate, messageId, receipt: messageId };
    });
  }

  async delete(changes: readonly WaitingChange[]): Promise<void> {
    const receipts = new Set(changes.map(({ receipt }) => receipt));
    this.#messages = this.#messages.filter(({ messageId }) => !receipts.has(messageId));
  }
}
