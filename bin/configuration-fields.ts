import { z } from 'zod';

/** Fields that several parts of a configuration have. */

export const cron = z
  .string()
  .regex(/^cron\(\S+( \S+){5}\)$/, 'is no cron expression of six fields, like cron(0 6 ? * TUE *)');

export const secretName = z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,200}$/, 'is no name of a secret');

export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'is no http or https URL', abort: true })
  .refine(namesNobody, { message: 'holds a user name or password, which belong into no URL', abort: true });

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function namesNobody(url: string): boolean {
  const { username, password } = new URL(url);
  return username === '' && password === '';
}
