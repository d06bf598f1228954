export { isIntact } from './chain.ts';
export { type Anchored, createAnchors, type Anchors } from './anchors.ts';
export { openAudit } from './open-audit.ts';
export { actorMark, contactMark } from './subjects-of.ts';
export { type Asked, type AuditTrail, createAuditTrail, type Done } from './trail.ts';
