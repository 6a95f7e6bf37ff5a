import type { AlertSubscriptions, Subscribers } from '../../../core/budgets/subscribers.ts';

export interface ConfirmationPorts {
  readonly subscribers: Pick<Subscribers, 'list'>;
  readonly subscriptions: Pick<AlertSubscriptions, 'isConfirmed'>;
}

/**
 * Whether an address hears of what is sent to it: SNS drops what is for one whose subscription nobody has confirmed. Each
 * is looked up once in a go. Those that the stack itself has subscribed count as confirmed.
 */
export class ConfirmedAddresses {
  readonly #ports: ConfirmationPorts;
  readonly #ofStack: readonly string[];
  readonly #known = new Map<string, Promise<boolean>>();
  #arns: Promise<Map<string, string>> | undefined;

  constructor(ports: ConfirmationPorts, ofStack: readonly string[]) {
    this.#ports = ports;
    this.#ofStack = ofStack;
  }

  has(email: string): Promise<boolean> {
    const known = this.#known.get(email) ?? this.#look(email);
    this.#known.set(email, known);
    return known;
  }

  async #look(email: string): Promise<boolean> {
    if (this.#ofStack.includes(email)) return true;
    this.#arns ??= this.#list();
    const arn = (await this.#arns).get(email);
    return arn !== undefined && this.#ports.subscriptions.isConfirmed(arn);
  }

  async #list(): Promise<Map<string, string>> {
    const subscribers = await Array.fromAsync(this.#ports.subscribers.list());
    return new Map(subscribers.map(({ email, subscriptionArn }) => [email, subscriptionArn]));
  }
}
