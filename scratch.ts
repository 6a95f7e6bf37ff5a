
import { startProviderStandIns, STAND_IN_KEY } from './local/stand-ins/providers/start.ts';
import { systemClock } from './adapters/system/clock.ts';
const company = { seed: 7, people: 12, timeZone: 'UTC' };
const s = await startProviderStandIns({ company, clock: systemClock, port: 0 });
const urls = Object.fromEntries(Object.entries(s.bySource).map(([k, v]) => [k, (v as any).url]));
const sources = Object.entries(urls).map(([source, baseUrl]) => ({ source, role: 'COST', pull: { keySecretName: `tokenledger-local/usage/${source}`, windowDays: 8, baseUrl, ...(source === 'github_copilot' && { enterprise: 'acme' }), ...(source === 'cursor' && { seats: { monthlyFeeUsd: '40', purchased: 13 } }) } }));
const { up } = await import('./cli/commands/local/up.ts');
const d = await up({ usage: { sources, key: STAND_IN_KEY } }, (l) => console.log(l));
console.log(JSON.stringify(urls), Object.keys(d.outputs).length);
setTimeout(() => process.exit(0), 50 * 60_000);
