import type { ChangesScript, CwoScript, Fault, MetRequest, WeekMaterial } from '../doubles/foreign-timesheets.ts';

/** Where the scriptable timesheet system listens; tests get it by `inject('timesheets')`. */
export interface ForeignAddress {
  readonly url: string;
  readonly token: string;
}

/** One week of the scriptable timesheet system, as a test tells it what to say. */
export class ForeignWeek {
  readonly monday: string;
  readonly #address: ForeignAddress;

  constructor(address: ForeignAddress, monday: string) {
    this.#address = address;
    this.monday = monday;
  }

  /** From now on the week is answered so; its count of requests begins anew. */
  async script(material: WeekMaterial, ...faults: Fault[]): Promise<void> {
    await call(this.#address, 'PUT', this.monday, { material, faults });
  }

  /** The requests of this week since it was scripted. */
  async requests(): Promise<MetRequest[]> {
    return requestsOf(this.#address, this.monday);
  }
}

/** What `GET /v1/timesheet-changes` answers from now on. */
export async function scriptChanges(address: ForeignAddress, script: ChangesScript): Promise<void> {
  await call(address, 'PUT', 'changes', script);
}

/** What `GET /v1/cwos/<id>` answers from now on. */
export async function scriptCwo(address: ForeignAddress, cwoId: string, script: CwoScript): Promise<void> {
  await call(address, 'PUT', `cwos/${cwoId}`, script);
}

/** @param key a Monday, `changes` or `cwos/<id>` */
export async function requestsOf(address: ForeignAddress, key: string): Promise<MetRequest[]> {
  return (await call<{ requests: MetRequest[] }>(address, 'GET', key)).requests;
}

async function call<T>({ url, token }: ForeignAddress, method: 'GET' | 'PUT', key: string, body?: unknown): Promise<T> {
  const response = await fetch(`${url}/script/${key}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${key}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
