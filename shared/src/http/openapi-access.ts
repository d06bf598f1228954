import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { ACCESS_REASONS, type Rule } from '../access/index.ts';
import type { RefusalCode } from '../errors.ts';

/** How whoever asks shows who they are. */
export const BEARER = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: "An access token of the city's sign-in; `x-roles` says whose role allows what.",
} as const;

const AccessReason = z
  .enum(ACCESS_REASONS)
  .optional()
  .describe("Why the whole is asked for of what isn't one's own")
  .meta({ example: 'caller-asks' });

/** Where a reason opens what is somebody else's. */
export function accessHeader({ withReason }: Rule): Record<string, z.ZodType> {
  return withReason ? { 'Access-Reason': AccessReason } : {};
}

/** Who may do it, for people and for tools; nothing at all where everybody may, and sign-in changes nothing. */
export function accessOf(rule: Rule): Pick<ZodOpenApiOperationObject, 'security'> & Record<`x-${string}`, unknown> {
  const { own, any, redacted, withReason } = rule;
  const roles = Object.fromEntries(Object.entries({ own, any, redacted, withReason }).filter(([, who]) => who));
  if (Object.keys(roles).length === 0) return {};
  return { security: [...(rule.public ? [{}] : []), { bearer: [] }], 'x-roles': roles };
}

/** What may be refused because of who asks; a token that isn't right is refused everywhere. */
export function accessRefusals(rule: Rule): RefusalCode[] {
  return rule.public ? ['unauthorized'] : ['unauthorized', 'forbidden'];
}
