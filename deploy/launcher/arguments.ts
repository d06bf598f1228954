import { ConfigError } from '@serviceportal/shared/errors';
import { misunderstood, readWords } from '../infrastructure/command-line.ts';
import { type AppName, APPS } from './apps.ts';

/** How many processes of a service run; one where a service is not named. */
export type Scale = Partial<Record<AppName, number>>;

export interface Arguments {
  scale: Scale;
  help: boolean;
}

export const USAGE = `npm start [-- --scale <service>=<processes> …]

  --scale tickets=2   start two processes of a service behind one port (repeat for others)
  --help              show this

Settings come from the environment: PORT_BASE (8600), DATA_DIR (.data), CITY (krefeld), CITY_CLOCK,
NATS_URL, MONGODB_URL, SMTP_URL, OIDC_ISSUER, DESK_URL.`;

const MOST_REPLICAS = 9;

/** Reads the command line; `ConfigError` says what is wrong with it. */
export function readArguments(words: string[]): Arguments {
  const { values, positionals } = readWords('npm start', words, { scale: { type: 'string', multiple: true } });
  if (positionals.length > 0) throw misunderstood('npm start', words);
  const scale: Scale = {};
  for (const text of values.scale ?? []) {
    const [service, count] = readScale(text);
    scale[service] = count;
  }
  return { scale, help: values.help ?? false };
}

function readScale(text: string): [AppName, number] {
  const [name = '', count = ''] = text.split('=');
  const service = APPS.find((known) => known === name);
  if (!service) {
    throw new ConfigError(`--scale ${text} names no service: use one of ${APPS.join(', ')}, like --scale tickets=2.`);
  }
  if (!/^\d$/.test(count) || Number(count) < 1) {
    throw new ConfigError(
      `--scale ${text} must end with a number from 1 to ${MOST_REPLICAS}, like --scale ${service}=2.`,
    );
  }
  return [service, Number(count)];
}
