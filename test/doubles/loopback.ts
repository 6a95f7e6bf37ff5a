import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

const ROW_TRIES = 50;

/** A port of the loopback interface on which nobody listens now. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

/** The first of so many free ports in a row, below those that a system gives to connections that go out. */
export async function freePortRow(count: number): Promise<number> {
  for (let tries = 0; tries < ROW_TRIES; tries += 1) {
    const first = randomInt(20_000, 30_000);
    const row = Array.from({ length: count }, (_, place) => first + place);
    const free = await Promise.allSettled(row.map(listenOnce));
    if (free.every(({ status }) => status === 'fulfilled')) return first;
  }
  throw new Error(`no ${count} free ports in a row in ${ROW_TRIES} tries`);
}

async function listenOnce(wanted: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(wanted, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whether a connection comes about. 127.0.0.2 is loopback too, but not 127.0.0.1: who answers there listens anywhere. */
export function isReached(host: '127.0.0.1' | '127.0.0.2', port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
