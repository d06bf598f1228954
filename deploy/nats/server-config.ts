import { accountOf, departmentDurable, type ServiceName, SERVICES } from '@serviceportal/shared/contracts';
import { permissionsOf } from './permissions.ts';
import type { NatsUsers } from './users.ts';

/** The account that owns every stream; only our own services sign in to it. */
export const SERVICES_ACCOUNT = 'CORE';

export interface ServerSettings {
  /** Address and port for clients. */
  readonly listen: string;
  readonly storeDir: string;
  readonly serverName?: string;
  /** Lines for a cluster of several servers. */
  readonly cluster?: string | undefined;
  /** For `/healthz`, on loopback only: the page also shows who is connected. */
  readonly monitorPort?: number | undefined;
}

/** The lines (`ServerSettings.cluster`) that make one server of several; every server names the ports of all. */
export function clusterLines(name: string, port: number, allPorts: readonly number[]): string {
  const routes = allPorts.map((each) => `"nats-route://127.0.0.1:${each}"`).join(', ');
  return `cluster { name: ${quote(name)}, listen: "127.0.0.1:${port}", routes: [${routes}] }`;
}

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
const DEPARTMENT_API_PREFIX = 'core';

/**
 * The NATS server's whole configuration: one account for the services with one user each, one per department, one per
 * frontend. An account reaches nothing but what is imported here, so a mistake in a permission leaks nothing.
 * The key for encryption at rest comes from the environment (`JETSTREAM_KEY`).
 */
export function serverConfig(users: NatsUsers, settings: ServerSettings): string {
  const departments = Object.entries(users.departments);
  const frontends = Object.entries(users.frontends);
  return `# Made by the provisioning step from the contracts and the city folder; changes here are overwritten.
server_name: ${quote(settings.serverName ?? 'serviceportal')}
listen: ${quote(settings.listen)}
${settings.monitorPort ? `http: "127.0.0.1:${settings.monitorPort}"` : ''}
max_payload: 512KB
max_pending: 64MB
write_deadline: "5s"       # a stuck client is cut off, not buffered for ever
ping_interval: "20s"
ping_max: 2
authorization { timeout: 10 }  # a client on a busy machine answers the server's challenge late
jetstream {
  store_dir: ${quote(settings.storeDir)}
  sync_interval: always    # on disk before it is acknowledged
  cipher: aes
  key: $JETSTREAM_KEY
}
feature_flags { js_ack_fc_v2: false }  # the form of acknowledgements that the exports name
${settings.cluster ?? ''}
system_account: SYS
accounts {
  SYS { users: [ { nkey: ${users.system.publicKey} } ] }
  ${SERVICES_ACCOUNT} {
    jetstream: enabled
    users: [
      { nkey: ${users.provisioner.publicKey} }
${SERVICES.map((service) => serviceUser(service, users)).join('\n')}
    ]
    exports: [
${[...departments.flatMap(([id]) => departmentExports(id)), ...frontendExports(frontends.map(([id]) => id))].map(indent(6)).join('\n')}
    ]
  }
${departments.map(([id, user]) => departmentAccount(id, user.publicKey)).join('\n')}
${frontends.map(([id, user]) => frontendAccount(id, user.publicKey)).join('\n')}
}
`;
}

function serviceUser(service: ServiceName, users: NatsUsers): string {
  const { publish, subscribe } = permissionsOf(service);
  return `      { nkey: ${users.services[service]!.publicKey}, permissions: {  # ${service}
        publish: { allow: ${list(publish)} }
        subscribe: { allow: ${list(subscribe)} }
        allow_responses: { max: 10, expires: "10s" } } }`;
}

/** What a department's account gets: its own durable (one pre-made pull consumer) and its own commands. */
function departmentExports(id: string): string[] {
  const { stream, name } = departmentDurable(id);
  const accounts = `accounts: [${accountOf('department', id)}]`;
  return [
    `{ service: "$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}", ${accounts}, response_type: "Stream" }`,
    `{ service: "$JS.API.CONSUMER.INFO.${stream}.${name}", ${accounts} }`,
    `{ service: "$JS.ACK.${stream}.${name}.>", ${accounts} }`,
    `{ service: "cmd.dept.${id}.*", ${accounts} }`,
  ];
}

function departmentAccount(id: string, publicKey: string): string {
  const { stream, name } = departmentDurable(id);
  const api = (verb: string) => `CONSUMER.${verb}.${stream}.${name}`;
  const ack = `$JS.ACK.${stream}.${name}.>`;
  return `  ${accountOf('department', id)} {
    limits: { max_connections: 20, max_subscriptions: 200, max_payload: 65536 }
    users: [ { nkey: ${publicKey}, permissions: {
      publish: { allow: ${list([`${DEPARTMENT_API_PREFIX}.${api('MSG.NEXT')}`, `${DEPARTMENT_API_PREFIX}.${api('INFO')}`, ack, `cmd.dept.${id}.*`])} }
      subscribe: { allow: ["_INBOX.>"] } } } ]
    imports: [
      { service: { account: ${SERVICES_ACCOUNT}, subject: "$JS.API.${api('MSG.NEXT')}" }, to: "${DEPARTMENT_API_PREFIX}.${api('MSG.NEXT')}" }
      { service: { account: ${SERVICES_ACCOUNT}, subject: "$JS.API.${api('INFO')}" }, to: "${DEPARTMENT_API_PREFIX}.${api('INFO')}" }
      { service: { account: ${SERVICES_ACCOUNT}, subject: "${ack}" } }
      { service: { account: ${SERVICES_ACCOUNT}, subject: "cmd.dept.${id}.*" }, share: true }
    ]
  }`;
}

function frontendExports(ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const all = `accounts: [${ids.map((id) => accountOf('frontend', id)).join(', ')}]`;
  return [
    ...ids.map((id) => `{ service: "intake.calls.${id}.received", accounts: [${accountOf('frontend', id)}] }`),
    ...FRONTEND_COMMANDS.map((subject) => `{ service: "${subject}", ${all} }`),
  ];
}

/** A frontend says `intake.calls.received`; the import adds its own token, so nobody can report as another. */
function frontendAccount(id: string, publicKey: string): string {
  return `  ${accountOf('frontend', id)} {
    limits: { max_connections: 50, max_subscriptions: 500, max_payload: 65536 }
    users: [ { nkey: ${publicKey}, permissions: {
      publish: { allow: ${list(['intake.calls.received', ...FRONTEND_COMMANDS])} }
      subscribe: { allow: ["_INBOX.>"] } } } ]
    imports: [
      { service: { account: ${SERVICES_ACCOUNT}, subject: "intake.calls.${id}.received" }, to: "intake.calls.received" }
${FRONTEND_COMMANDS.map((subject) => `      { service: { account: ${SERVICES_ACCOUNT}, subject: "${subject}" }, share: true }`).join('\n')}
    ]
  }`;
}

function list(subjects: readonly string[]): string {
  return `[${subjects.map(quote).join(', ')}]`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function indent(spaces: number): (line: string) => string {
  return (line) => ' '.repeat(spaces) + line;
}
