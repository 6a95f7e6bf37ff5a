import type { answering } from '../../../../local/stand-ins/stand-in.ts';

/** Requests as the platform sends them, answered by a stand-in within the process: no socket is opened. */
export function fetchWithin(standIn: () => Pick<ReturnType<typeof answering>, 'answer'>): typeof fetch {
  return async (input) => {
    const request = input as Request;
    const url = new URL(request.url);
    const headers = Object.fromEntries(request.headers);
    const met = { method: request.method, url, headers, text: await request.text(), origin: url.origin };
    const { body, ...reply } = standIn().answer(met);
    return new Response(body, reply);
  };
}
