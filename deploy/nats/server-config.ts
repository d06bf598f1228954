/** Beside the server's configuration, which includes it: all that changes when a department or frontend comes or goes. */
export const ACCOUNTS_FILE = 'accounts.conf';

export interface ServerSettings {
  /** Address and port for clients. */
  readonly listen: string;
  readonly storeDir: string;
  readonly serverName?: string;
  /** Lines for a cluster of several servers. */
  readonly cluster?: string | undefined;
  /** For `/healthz`, on loopback only: the page also shows who is connected. */
  readonly monitorPort?: number | undefined;
  readonly tls?: TlsFiles | undefined;
  /** Whether the store is encrypted; only tests that read its bytes leave it plain. */
  readonly encrypted?: boolean | undefined;
}

/** Paths of the server's certificate (with what it was signed by) and of its private key, as PEM. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** The lines (`ServerSettings.cluster`) that make one server of several; every server names the ports of all. */
export function clusterLines(name: string, port: number, allPorts: readonly number[]): string {
  const routes = allPorts.map((each) => `"nats-route://127.0.0.1:${each}"`).join(', ');
  return `cluster { name: ${quote(name)}, listen: "127.0.0.1:${port}", routes: [${routes}] }`;
}

/**
 * The NATS server's configuration but for who may sign in, which it includes from `ACCOUNTS_FILE`. The key for
 * encryption at rest comes from the environment (`JETSTREAM_KEY`).
 */
export function serverConfig(settings: ServerSettings): string {
  const { monitorPort, tls } = settings;
  return `# Made by the provisioning step; changes here are overwritten.
server_name: ${quote(settings.serverName ?? 'serviceportal')}
listen: ${quote(settings.listen)}
${monitorPort ? `http: "127.0.0.1:${monitorPort}"` : ''}
${tls ? `tls { cert_file: ${quote(tls.certFile)}, key_file: ${quote(tls.keyFile)}, min_version: "1.3", timeout: 10 }` : ''}
max_payload: 512KB
max_pending: 64MB
write_deadline: "5s"       # a stuck client is cut off, not buffered for ever
ping_interval: "20s"
ping_max: 2
authorization { timeout: 10 }  # a client on a busy machine answers the server's challenge late
jetstream {
  store_dir: ${quote(settings.storeDir)}
  sync_interval: always    # on disk before it is acknowledged
${settings.encrypted === false ? '' : '  cipher: aes\n  key: $JETSTREAM_KEY\n'}}
feature_flags { js_ack_fc_v2: false }  # the form of acknowledgements that the exports name
${settings.cluster ?? ''}
system_account: SYS
include "./${ACCOUNTS_FILE}"
`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
