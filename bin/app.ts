import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { TokenledgerStack } from '../lib/tokenledger-stack.ts';
import { parseConfiguration } from './configuration.ts';

const app = new App();
const stage: string = app.node.tryGetContext('stage') ?? 'local';
const file: string = app.node.tryGetContext('config') ?? `config/${stage}.json`;
const configuration = parseConfiguration(readFileSync(file, 'utf8'), file);
new TokenledgerStack(app, configuration.stackName, configuration);
