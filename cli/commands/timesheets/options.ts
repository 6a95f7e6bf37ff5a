import { Option } from 'commander';
import { parseMonday } from '../../arguments.ts';

export function week(): Option {
  return new Option('--week <monday>', 'the Monday that names the week').argParser(parseMonday);
}
