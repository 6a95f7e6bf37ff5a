import { z } from 'zod';
import * as field from '../../http/answer-fields.ts';
import * as answer from '../answer-fields.ts';

/** Usage events and members of the Admin API, with the names that other versions have for the same members. */

const epochMs = z
  .union([
    z
      .string()
      .regex(/^\d{1,15}$/, 'is no time in milliseconds')
      .transform(Number),
    field.smallCount,
  ])
  .refine((ms) => ms <= 8.64e15, 'is no time');

const event = z
  .object({
    timestamp: epochMs,
    userEmail: field.optionalText,
    userId: field.optionalId,
    model: field.optionalText,
    kind: field.optionalText,
    kindLabel: field.optionalText,
    maxMode: field.optionalFlag,
    isHeadless: field.optionalFlag,
    isChargeable: field.optionalFlag,
    /** Missing where the call was not priced by tokens. */
    tokenUsage: z
      .object({
        inputTokens: field.optionalCount,
        outputTokens: field.optionalCount,
        cacheWriteTokens: field.optionalCount,
        cacheReadTokens: field.optionalCount,
      })
      .nullish(),
    /** With the token fee in it. */
    chargedCents: answer.amount.nullish(),
  })
  .transform(({ kind, kindLabel, ...rest }) => ({ ...rest, kind: kind ?? kindLabel }));

export type UsageEvent = z.infer<typeof event>;

export const eventsPage = z
  .object({
    totalUsageEventsCount: field.smallCount,
    pagination: z.object({ currentPage: field.smallCount, hasNextPage: z.boolean() }),
    usageEvents: z.array(event).nullish(),
    usageEventsDisplay: z.array(event).nullish(),
  })
  .transform(({ usageEvents, usageEventsDisplay, ...rest }, context) => {
    const events = usageEvents ?? usageEventsDisplay;
    if (events) return { ...rest, events };
    context.addIssue({ code: 'custom', path: ['usageEvents'], message: 'is missing' });
    return z.NEVER;
  });

export type EventsPage = z.infer<typeof eventsPage>;

export const membersAnswer = z.object({
  teamMembers: z.array(
    z.object({
      id: field.optionalId,
      email: field.optionalText,
      role: field.optionalText,
      isRemoved: field.optionalFlag,
    }),
  ),
});

export type Member = z.infer<typeof membersAnswer>['teamMembers'][number];
