import { z } from 'zod';
import type { HttpReply } from '../http/listen.ts';

/** What may be wrong with an answer: its status, its text, or what its pages say. */
export const FAULTS = [
  ...['400', '401', '402-feature', '402-quota', '403', '404', '410', '429', '429-retry-after', '500'],
  ...['html', 'cut-json', 'redirect'],
  ...['foreign-next', 'repeat-page', 'lose-last-page', 'empty-page', 'unknown-enum', 'other-total'],
] as const;
export type Fault = (typeof FAULTS)[number];

/** An order for the next answers of a route. */
export const faultOrder = z.object({
  /** The path, or the end of it. */
  route: z.string().min(1),
  fault: z.enum(FAULTS),
  times: z.int().min(1).default(1),
  /** How many answers are left as they are before. */
  after: z.int().min(0).default(0),
});
export type FaultOrder = z.input<typeof faultOrder>;

/** Where a `next` leads that must not be followed. */
export const FOREIGN_NEXT = 'https://elsewhere.example.com/next';
/** What a refusal says beside its status. */
const REFUSAL_HEADERS: Readonly<Partial<Record<Fault, Readonly<Record<string, string>>>>> = {
  '429-retry-after': { 'retry-after': '7' },
  '402-feature': { 'x-toggl-quota-remaining': '29', 'x-toggl-quota-resets-in': '1800' },
  '402-quota': { 'x-toggl-quota-remaining': '0', 'x-toggl-quota-resets-in': '1800' },
};

/** The fault that the next answer of the path is to have. */
export type TakeFault = (path: string) => Fault | undefined;

interface FaultQueue {
  readonly order: (order: FaultOrder) => void;
  /** Forgets what was ordered. */
  readonly calm: () => void;
  readonly take: TakeFault;
}

export function faultQueue(): FaultQueue {
  const orders: { route: string; fault: Fault; times: number; after: number }[] = [];
  return {
    order: (given) => {
      orders.push(faultOrder.parse(given));
    },
    calm: () => {
      orders.length = 0;
    },
    take: (path) => {
      const order = orders.find(({ route, times }) => times > 0 && path.endsWith(route));
      if (!order) return undefined;
      if (order.after > 0) {
        order.after -= 1;
        return undefined;
      }
      order.times -= 1;
      return order.fault;
    },
  };
}

/** The whole answer of a fault that has nothing to do with what was asked. */
export function bluntReply(fault: Fault): HttpReply | undefined {
  if (/^\d{3}/.test(fault)) {
    const headers = { 'content-type': 'application/json', ...REFUSAL_HEADERS[fault] };
    return { status: Number(fault.slice(0, 3)), headers, body: '{"error":{"message":"ordered"}}' };
  }
  if (fault === 'redirect') return { status: 302, headers: { location: FOREIGN_NEXT }, body: '' };
  if (fault !== 'html') return undefined;
  return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><body>Please sign in</body></html>' };
}
