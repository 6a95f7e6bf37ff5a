import { readFileSync } from 'node:fs';
import { parseConfiguration } from './configuration.ts';
import { findIssuerFault } from './issuer.ts';

/** Checks before a deployment what would make it fail halfway: the configuration, and the issuer that it names. */
const [file = 'config/production.json'] = process.argv.slice(2);
const { audit } = parseConfiguration(readFileSync(file, 'utf8'), file);
const fault = await findIssuerFault(audit.jwtIssuer);
process.stdout.write(`${file} is valid\nissuer ${audit.jwtIssuer}: ${fault ?? 'answers, with keys that fit'}\n`);
process.exitCode = fault === null ? 0 : 1;
