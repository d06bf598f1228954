import { departmentDurable } from '@serviceportal/shared/contracts';
import { REPORT_SUBJECT } from '../nats/accounts-config.ts';
import { type GuestName, labelOf } from '../nats/registry.ts';
import type { Place } from './server.ts';

interface Key {
  readonly publicKey: string;
  readonly seed: string;
}

/** What a new guest needs to know, with its key; `keptIn` is the file the key was kept in, if it was. */
export function credentialsOf(name: GuestName, key: Key, { natsUrl }: Place, keptIn: string | false): string[] {
  const facts = {
    server: withoutPassword(natsUrl),
    ...(name.kind === 'department'
      ? departmentFacts(name)
      : { publish: REPORT_SUBJECT, commands: 'as in docs/asyncapi.yaml' }),
    key: `${key.publicKey} (public)`,
    seed: key.seed,
  };
  const { id, consumer = '' } = name;
  const example = name.kind === 'department' ? `department ${id} <file> ${consumer}` : `agent-frontend <file>`;
  return [
    `The ${labelOf(name)} may sign in; it was tried with this key.`,
    ...Object.entries(facts).map(([what, value]) => `  ${what.padEnd(8)}  ${value}`),
    keptIn
      ? `The seed is kept in ${keptIn}.`
      : 'The seed is shown this once and kept nowhere: put it into a file that only that program can read.',
    `To try it: npm run example ${example}`.trimEnd(),
  ];
}

function departmentFacts({ id, consumer }: GuestName): Record<string, string> {
  const { stream, name } = departmentDurable(id, consumer);
  return { stream, consumer: name, commands: `cmd.dept.${id}.*` };
}

/** What to do where the server's configuration is not the file that was just written. */
export function howToPlace(accountsFile: string, { patienceMs }: Place): string[] {
  return [
    `The server does not follow yet. Put ${accountsFile} beside its configuration, which includes it;`,
    'with containers: docker compose -f deploy/compose.yaml --env-file <your settings> run --rm keys. It is told to reload',
    `from here, every two seconds for ${Math.round(patienceMs / 1_000)} s; then the change is taken back. Ctrl-C would leave it half done: run it again then.`,
  ];
}

function withoutPassword(url: string): string {
  return url.replaceAll(/\/\/[^@/,]*@/g, '//');
}
