import type { Reporter, TestModule, TestSpecification, Vitest } from 'vitest/node';

/** How often a line says how far the tests are. */
const TELL_MS = 15_000;

/** Says before the tests how long all of them take, and while they run how many files are done and which was the last. */
export class Progress implements Reporter {
  #log: (line: string) => void = () => {};
  #files = 0;
  #done = 0;
  #failed = 0;
  #startedAt = 0;
  #toldAt = 0;

  onInit(vitest: Vitest): void {
    this.#log = (line) => vitest.logger.log(line);
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#files = specifications.length;
    this.#done = 0;
    this.#failed = 0;
    this.#startedAt = Date.now();
    this.#toldAt = this.#startedAt;
    const files = `${this.#files} files of tests`;
    this.#log(`${files}; all of them take about 7 minutes for the units and 20 for the deployed stack on two cores`);
  }

  onTestModuleEnd(module: TestModule): void {
    this.#done += 1;
    if (!module.ok()) this.#failed += 1;
    const now = Date.now();
    if (now - this.#toldAt < TELL_MS && this.#done < this.#files) return;
    this.#toldAt = now;
    const minutes = ((now - this.#startedAt) / 60_000).toFixed(1);
    const failed = this.#failed === 0 ? '' : `, ${this.#failed} with failures`;
    this.#log(
      `  … ${this.#done} of ${this.#files} files after ${minutes} min${failed}; last ${module.relativeModuleId}`,
    );
  }
}
