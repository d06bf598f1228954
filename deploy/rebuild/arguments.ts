import { type ServiceName, SERVICES } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import { readWords } from '../infrastructure/command-line.ts';

export const USAGE = `npm run rebuild <service> …

Makes the view of a service in MongoDB anew from the log, beside the live one, and swaps when it is level. The system
goes on meanwhile. Interrupted, it is simply run again.

Services: ${SERVICES.join(', ')}
Settings come from the environment as for npm start: DATA_DIR (.data), PORT_BASE (8600), NATS_URL, MONGODB_URL.`;

/** The services named on the command line; `ConfigError` for anything else. */
export function readServices(words: string[]): { services: ServiceName[]; help: boolean } {
  const { values, positionals } = readWords('npm run rebuild', words, {});
  if (values.help) return { services: [], help: true };
  const services = positionals.map((word) => {
    const service = SERVICES.find((known) => known === word);
    if (!service) throw new ConfigError(`There is no service ${word}: name one of ${SERVICES.join(', ')}.`);
    return service;
  });
  if (services.length === 0) {
    throw new ConfigError(`Name the service whose view is to be made anew: ${SERVICES.join(', ')}.`);
  }
  return { services: [...new Set(services)], help: false };
}
