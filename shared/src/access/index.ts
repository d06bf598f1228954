export { type Admission, admit, ruleOf } from './admission.ts';
export {
  type Account,
  ACCESS_REASONS,
  accountCaller,
  type AccessReason,
  type Caller,
  parseAccessReason,
  type Person,
} from './caller.ts';
export { departmentsWithin, type Extent, extentFor, type Reach, visibleTo } from './reach.ts';
export { RoleMap, roleNamesIn, type RoleReading } from './roles.ts';
export type { Rule, ServiceRules, Who } from './rule.ts';
export { RULES } from './rules.ts';
export { type AccessConfig, createIdentify, type Identify } from './tokens.ts';
