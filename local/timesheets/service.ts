import { startHttpServer } from './http.ts';
import { controlRoutes, ledgerRoutes } from './routes.ts';
import { openStore, type TimesheetStore } from './store.ts';
import { type WebhookTarget, webhookSender } from './webhook.ts';

export interface ServiceOptions {
  /** SQLite file, or `:memory:`. */
  readonly file: string;
  /** Bearer token of every request. */
  readonly token: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Without it nobody is told of events. */
  readonly webhook?: WebhookTarget;
}

/** A running reference timesheet system. Actions on `store` and over HTTP are the same. */
export interface TimesheetService {
  readonly url: string;
  readonly store: TimesheetStore;
  /** Resolves when no webhook delivery is under way. */
  webhooksSettled(): Promise<void>;
  close(): Promise<void>;
}

export async function startTimesheetService(options: ServiceOptions): Promise<TimesheetService> {
  const sender = options.webhook && webhookSender(options.webhook);
  const store = openStore(options.file, sender && { announce: sender.send });
  const routes = [...ledgerRoutes(store), ...controlRoutes(store)];
  const server = await startHttpServer(routes, options.token, options.port);
  return {
    url: server.url,
    store,
    webhooksSettled: async () => sender?.settled(),
    async close() {
      await server.close();
      await sender?.settled();
      store.close();
    },
  };
}
