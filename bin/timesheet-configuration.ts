import { z } from 'zod';
import { httpUrl, secretName } from './configuration-fields.ts';

const requestsAtOnce = z.int().min(4).max(900);

/** A system that speaks contract 2; the kind of a file that names none. */
const contract2 = z.strictObject({
  kind: z.literal('CONTRACT_2').optional(),
  baseUrl: httpUrl,
  tokenSecretName: secretName,
  requestTimeoutSeconds: z.number().min(1).max(15),
  requestsAtOnce,
});

/** The mirror of systems that do not. */
const mirror = z.strictObject({
  kind: z.literal('MIRROR'),
  requestsAtOnce,
  sync: z.strictObject({
    dropMaxPct: z.int().min(0).max(100).default(20),
    staleHours: z.int().min(1).max(8784).default(26),
  }),
  sources: z.tuple([], 'is no empty list: no system is pulled, weeks are imported'),
});

/** The part of a configuration that says where timesheets come from. */
export const timesheetConfiguration = z.discriminatedUnion('kind', [contract2, mirror], {
  error: ({ code }) => (code === 'invalid_union' ? 'is neither CONTRACT_2 nor MIRROR' : undefined),
});
