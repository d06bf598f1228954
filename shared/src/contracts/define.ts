import { z } from 'zod';
import { Handled } from './handled.ts';
import type { StreamName } from './streams.ts';

/**
 * An aggregate: the unit that changes as a whole. Its subjects are `<root>.<…ids>.<event>`, and `filter(id)` is the one
 * spelling every writer uses when it compares and sets: another spelling of the same filter lets two writers win.
 */
export interface AggregateContract<Name extends string = string, State extends z.ZodObject = z.ZodObject> {
  readonly name: Name;
  readonly stream: StreamName;
  readonly state: State;
  idOf(state: z.output<State>): string;
  filter(id: string): string;
  subject(state: z.output<State>, token: string): string;
  /** Whether commands work on it again after its words were erased; else the marker ends it for good. */
  readonly beginsAnew?: boolean;
  /** Matches every subject of every aggregate of this kind. */
  readonly subjects: string;
}

/** One event on the wire: what changed, and the aggregate after it. `data` is what stands in the CloudEvents envelope. */
export interface EventContract<
  Type extends string = string,
  Name extends string = string,
  State extends z.ZodObject = z.ZodObject,
  Extra extends z.ZodRawShape = z.ZodRawShape,
> {
  readonly type: Type;
  readonly version: number;
  readonly summary: string;
  readonly aggregate: AggregateContract<Name, State>;
  /** The last subject token: the type in kebab-case without the aggregate's name. */
  readonly token: string;
  readonly extra: z.ZodObject<Extra>;
  /** `extra`, the aggregate under its name, and `handled`; as a type it is `DataOf`. */
  readonly data: z.ZodObject;
  /** Matches this event of every aggregate. */
  readonly subjects: string;
}

export type StateOf<A extends AggregateContract> = z.output<A['state']>;
export type ExtraOf<C extends EventContract> = z.output<C['extra']>;
export type DataOf<C extends EventContract> = z.output<C['extra']> &
  Record<C['aggregate']['name'], z.output<C['aggregate']['state']>> & { handled: Handled[] };

export function defineAggregate<Name extends string, State extends z.ZodObject>(
  contract: AggregateContract<Name, State>,
): AggregateContract<Name, State> {
  return Object.freeze(contract);
}

export function defineEvent<
  Type extends string,
  Name extends string,
  State extends z.ZodObject,
  Extra extends z.ZodRawShape = Record<never, never>,
>(
  type: Type,
  definition: {
    version: number;
    summary: string;
    aggregate: AggregateContract<Name, State>;
    data?: Extra;
  },
): EventContract<Type, Name, State, Extra> {
  const { version, summary, aggregate } = definition;
  const token = eventToken(type, aggregate.name);
  const extra = z.object((definition.data ?? {}) as Extra);
  return Object.freeze({
    type,
    version,
    summary,
    aggregate,
    token,
    extra,
    data: extra.extend({ [aggregate.name]: aggregate.state, handled: z.array(Handled) }),
    subjects: aggregate.subjects.replace(/>$/, token),
  });
}

/** `TicketOpened` of a ticket → `opened`; `CallbackDue` of a ticket → `callback-due`. */
export function eventToken(type: string, aggregateName: string): string {
  const kebab = type.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
  return kebab.startsWith(`${aggregateName}-`) ? kebab.slice(aggregateName.length + 1) : kebab;
}
