import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between a client and a server, and can lose what the server says. */
export interface Proxy {
  readonly url: string;
  /** From now on, or as soon as the client says `after`, nothing the server says gets through; what the client says does. */
  loseAnswers(after?: string): void;
  /** Breaks every connection; the next one works again. */
  cut(): void;
  close(): Promise<void>;
}

export async function openProxy(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let losing = false;
  let losingAfter: string | undefined;

  const server = createServer((client) => {
    const upstream = connect({ host: hostname, port: Number(port) });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (bytes) => {
      if (losingAfter !== undefined && bytes.includes(losingAfter)) losing = true;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => losing || client.write(bytes));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  function cut(): void {
    losing = false;
    losingAfter = undefined;
    for (const socket of sockets) socket.destroy();
  }

  return {
    url: `nats://127.0.0.1:${(server.address() as AddressInfo).port}`,
    loseAnswers(after) {
      if (after === undefined) losing = true;
      losingAfter = after;
    },
    cut,
    async close() {
      if (!server.listening) return;
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
