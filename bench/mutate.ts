import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { ROOT } from '../local/paths.ts';
import { type MutationReport, roomTable, survivorLines } from './mutation/report.ts';

/**
 * `npm run mutate`: plants one fault after the other in a copy of the project and runs the tests that reach it. What no
 * test notices has survived; it is printed by room and line, and left as JSON.
 */
const TESTER = `${ROOT}bench/mutation`;
/** As `bench/mutation/stryker.json` has it. */
const RESULT = `${ROOT}bench/results/mutants.json`;

new Command('mutate')
  .description('Plants faults and reports those that no fast test notices.')
  .argument('[rooms...]', 'folders or files, for example core/allocation', ['core', 'adapters', 'functions'])
  .action(mutate)
  .parse();

function mutate(rooms: readonly string[]): void {
  execFileSync('npm', ['ci', '--silent'], { cwd: TESTER, stdio: 'inherit' });
  const files = rooms.map((room) => (room.endsWith('.ts') ? room : `${room.replace(/\/$/, '')}/**/*.ts`));
  const command = ['run', `${TESTER}/stryker.json`, '--mutate', files.join(',')];
  execFileSync(`${TESTER}/node_modules/.bin/stryker`, command, { cwd: ROOT, stdio: 'inherit' });
  const report: MutationReport = JSON.parse(readFileSync(RESULT, 'utf8'));
  console.log([...survivorLines(report), roomTable(report)].join('\n'));
}
