import { describeHistories } from './model/histories.ts';

describeHistories(0);
