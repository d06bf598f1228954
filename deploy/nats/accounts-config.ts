import {
  type AccountKind,
  accountOf,
  departmentDurable,
  type ServiceName,
  SERVICES,
} from '@serviceportal/shared/contracts';
import { permissionsOf } from './permissions.ts';
import type { Guest } from './registry.ts';
import type { OwnUsers } from './users.ts';

/** The account that owns every stream; only our own services sign in to it. */
export const SERVICES_ACCOUNT = 'CORE';

/** The commands a frontend may send: calls, search, and reading the directory. */
const FRONTEND_COMMANDS = [
  'cmd.call-intake.*',
  'cmd.knowledge.search',
  'cmd.knowledge.feedback',
  'cmd.knowledge.report-gap',
  'cmd.directory.hotline',
  'cmd.directory.departments',
  'cmd.directory.department',
  'cmd.directory.availability',
  'cmd.directory.topics',
];

/** The prefix under which an account without JetStream of its own reaches ours. */
export const GUEST_API_PREFIX = 'core';

/** What a frontend publishes; the import adds its own token, so nobody can report as another. */
export const REPORT_SUBJECT = 'intake.calls.received';

/**
 * Who may sign in and do what: one account for the services with one user each, one per department with a user for each
 * of its programs, one per frontend. An account reaches nothing but what is imported here, so a mistake in a permission
 * leaks nothing.
 */
export function accountsConfig(users: OwnUsers, guests: readonly Guest[]): string {
  const departments = byOwner(guests, 'department');
  const frontends = byOwner(guests, 'frontend');
  const exported = [
    ...departments.flatMap(([id, programs]) => departmentExports(id, programs)),
    ...frontendExports(frontends.map(([id]) => id)),
  ];
  return `# Made by the provisioning step and by npm run department and frontend; changes here are overwritten.
accounts {
  SYS { users: [ { nkey: ${users.system.publicKey} } ] }
  ${SERVICES_ACCOUNT} {
    jetstream: enabled
    users: [
      { nkey: ${users.provisioner.publicKey} }
${SERVICES.map((service) => serviceUser(service, users)).join('\n')}
    ]
    exports: [
${exported.map((line) => `      ${line}`).join('\n')}
    ]
  }
${departments.map(([id, programs]) => departmentAccount(id, programs)).join('\n')}
${frontends.map(([id, programs]) => frontendAccount(id, programs)).join('\n')}
}
`;
}

/** What exists in the services' account for this guest alone; it is there exactly as long as the guest may sign in. */
export function ownExport({ kind, id, consumer }: Omit<Guest, 'key'>): string {
  if (kind === 'frontend') return `intake.calls.${id}.received`;
  const { stream, name } = departmentDurable(id, consumer);
  return `$JS.API.CONSUMER.INFO.${stream}.${name}`;
}

function byOwner(guests: readonly Guest[], kind: AccountKind): [string, Guest[]][] {
  return [
    ...Map.groupBy(
      guests.filter((guest) => guest.kind === kind),
      ({ id }) => id,
    ),
  ];
}

function serviceUser(service: ServiceName, users: OwnUsers): string {
  const { publish, subscribe } = permissionsOf(service);
  return `      { nkey: ${users.services[service]!.publicKey}, permissions: {  # ${service}
        publish: { allow: ${list(publish)} }
        subscribe: { allow: ${list(subscribe)} }
        allow_responses: { max: 10, expires: "10s" } } }`;
}

/** What a department's account gets: a pre-made pull consumer for each of its programs, and its own commands. */
function departmentExports(id: string, programs: readonly Guest[]): string[] {
  const accounts = `accounts: [${quote(accountOf('department', id))}]`;
  return [
    ...programs.flatMap(({ consumer }) => {
      const { next, info, ack } = reachOf(id, consumer);
      return [
        `{ service: "$JS.API.${next}", ${accounts}, response_type: "Stream" }`,
        `{ service: "$JS.API.${info}", ${accounts} }`,
        `{ service: "${ack}", ${accounts} }`,
      ];
    }),
    `{ service: "cmd.dept.${id}.*", ${accounts} }`,
  ];
}

function departmentAccount(id: string, programs: readonly Guest[]): string {
  const imports = programs.flatMap(({ consumer }) => {
    const { next, info, ack } = reachOf(id, consumer);
    return [
      ...[next, info].map((api) => `${imported(`$JS.API.${api}`)}, to: "${GUEST_API_PREFIX}.${api}" }`),
      `${imported(ack)} }`,
    ];
  });
  return `  ${quote(accountOf('department', id))} {
    limits: { max_connections: 20, max_subscriptions: 200, max_payload: 65536 }
    users: [
${programs.map((program) => departmentUser(id, program)).join('\n')}
    ]
    imports: [
${[...imports, `${imported(`cmd.dept.${id}.*`)}, share: true }`].map((line) => `      ${line}`).join('\n')}
    ]
  }`;
}

function departmentUser(id: string, { key, consumer }: Guest): string {
  const { next, info, ack } = reachOf(id, consumer);
  const publish = [...[next, info].map((api) => `${GUEST_API_PREFIX}.${api}`), ack, `cmd.dept.${id}.*`];
  return `      { nkey: ${key}, permissions: {
        publish: { allow: ${list(publish)} }
        subscribe: { allow: ["_INBOX.>"] } } }`;
}

/** How a program reaches its consumer: asking for more, asking about it, acknowledging. */
function reachOf(id: string, consumer: string | undefined): { next: string; info: string; ack: string } {
  const { stream, name } = departmentDurable(id, consumer);
  return {
    next: `CONSUMER.MSG.NEXT.${stream}.${name}`,
    info: `CONSUMER.INFO.${stream}.${name}`,
    ack: `$JS.ACK.${stream}.${name}.>`,
  };
}

function frontendExports(ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const all = `accounts: ${list(ids.map((id) => accountOf('frontend', id)))}`;
  return [
    ...ids.map((id) => `{ service: "intake.calls.${id}.received", accounts: [${quote(accountOf('frontend', id))}] }`),
    ...FRONTEND_COMMANDS.map((subject) => `{ service: "${subject}", ${all} }`),
  ];
}

function frontendAccount(id: string, programs: readonly Guest[]): string {
  const publish = list([REPORT_SUBJECT, ...FRONTEND_COMMANDS]);
  const user = ({ key }: Guest) =>
    `{ nkey: ${key}, permissions: { publish: { allow: ${publish} }, subscribe: { allow: ["_INBOX.>"] } } }`;
  return `  ${quote(accountOf('frontend', id))} {
    limits: { max_connections: 50, max_subscriptions: 500, max_payload: 65536 }
    users: [ ${programs.map(user).join(', ')} ]
    imports: [
      ${imported(`intake.calls.${id}.received`)}, to: "${REPORT_SUBJECT}" }
${FRONTEND_COMMANDS.map((subject) => `      ${imported(subject)}, share: true }`).join('\n')}
    ]
  }`;
}

function imported(subject: string): string {
  return `{ service: { account: ${SERVICES_ACCOUNT}, subject: "${subject}" }`;
}

function list(subjects: readonly string[]): string {
  return `[${subjects.map(quote).join(', ')}]`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
