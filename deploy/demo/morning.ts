import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Id, Slug, Weekday } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import { readYaml } from '@serviceportal/shared/yaml-file';
import { z } from 'zod';

/** Minutes and seconds after the morning's beginning, kept in milliseconds. */
const At = z
  .string()
  .regex(/^\d{1,3}:[0-5]\d$/, 'must be minutes and seconds like 07:30')
  .transform((text) => {
    const [minutes = 0, seconds = 0] = text.split(':').map(Number);
    return (minutes * 60 + seconds) * 1_000;
  });

const ScriptedCall = z.strictObject({
  at: At,
  name: z.string().optional(),
  phone: z.string().describe('Empty where it is withheld'),
  mood: z.string(),
  search: z.string().optional(),
  article: Slug.optional(),
  mail: z.email().optional(),
  transfer: Slug.optional(),
  subject: z.string().optional(),
  question: z.string().optional(),
  takesLonger: z.boolean().optional(),
  noAnswer: z.boolean().optional(),
  fallback: z.enum(['callback', 'email', 'none']).optional(),
  email: z.email().optional(),
  language: z.enum(['de', 'en']).optional(),
  wish: z
    .strictObject({ days: z.array(Weekday).optional(), from: z.string().optional(), to: z.string().optional() })
    .optional(),
  hangsUp: z.boolean().optional(),
});
export type ScriptedCall = z.infer<typeof ScriptedCall>;

const Morning = z.strictObject({
  begins: z.iso.datetime({ offset: true }),
  agents: z.array(Id).min(1),
  absences: z.array(z.strictObject({ departmentId: Slug, from: At, to: At, why: z.string() })),
  calls: z.array(ScriptedCall).min(1),
});
export type Morning = z.infer<typeof Morning>;

/** The invented morning of a city, from `demo/morning.yaml` in its folder; `ConfigError` where it has none. */
export function readMorning(cityFolder: string): Morning {
  const file = join(cityFolder, 'demo', 'morning.yaml');
  if (!existsSync(file)) throw new ConfigError(`${file} is missing: this city has no morning to play.`);
  return readYaml(Morning, { file, text: readFileSync(file, 'utf8') });
}
