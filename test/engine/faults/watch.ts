import { AsyncLocalStorage } from 'node:async_hooks';

/** Sees each request of what runs under its eyes: may hold it back, lose it, or lose its answer. */
export interface Watcher {
  /** @param name the SDK's name of the command, or `fetch` */
  pass<T>(name: string, send: () => Promise<T>): Promise<T>;
}

/** The part of an SDK client that a watcher needs. */
interface Watchable {
  readonly middlewareStack: {
    add(
      middleware: (next: Handler, context: { readonly commandName?: string }) => Handler,
      options: { step: 'finalizeRequest'; priority: 'low'; name: string },
    ): void;
  };
}
// biome-ignore lint/suspicious/noExplicitAny: the SDK types its handlers per command; watchers pass them through.
type Handler = (args: any) => Promise<any>;

const current = new AsyncLocalStorage<Watcher>();

/** Runs something so that the watcher sees all its requests. */
export function watched<T>(watcher: Watcher, run: () => Promise<T>): Promise<T> {
  return current.run(watcher, run);
}

/** Sends a request past the watcher that is in charge, if there is one. */
export function pass<T>(name: string, send: () => Promise<T>): Promise<T> {
  const watcher = current.getStore();
  return watcher ? watcher.pass(name, send) : send();
}

/** Shows the requests of a client to watchers, behind the SDK's own retries. */
export function watchable<Client extends Watchable>(client: Client): Client {
  const show =
    (next: Handler, { commandName = 'unknown' }: { readonly commandName?: string }) =>
    (args: unknown) =>
      pass(commandName, () => next(args));
  client.middlewareStack.add(show, { step: 'finalizeRequest', priority: 'low', name: 'watcher' });
  return client;
}
