/** Where a stream, or a database's copy of it, has an event, and since when. */
export interface Place {
  readonly sequence: number;
  readonly id: string;
  /** As the event says: the same decided again has the same id, and another time. */
  readonly time: string;
  readonly storedAt: Date;
}

/**
 * The first sequence of a stream under which something stands that was stored after the stream had lost events which its
 * copy has; undefined where nothing was. All that stands behind it came later still. Both in order of their sequences.
 *
 * Such an event stands where the copy has another, or before one that is lost and was stored earlier: erasing leaves holes
 * in a copy, and who projected meanwhile has filled them.
 */
export function firstStoredSince(stream: readonly Place[], copied: readonly Place[]): number | undefined {
  const inStream = new Map(stream.map((place) => [place.sequence, place]));
  const inCopy = new Map(copied.map((place) => [place.sequence, place]));
  const lost = copied.filter((place) => !isSame(place, inStream.get(place.sequence)));
  const earliest = earliestBehind(lost);
  return stream.find((place) => {
    const copy = inCopy.get(place.sequence);
    if (copy && !isSame(copy, place)) return true;
    // A stream that was made again before has all of it from that day.
    return earliest(place.sequence) < (copy ?? place).storedAt.getTime();
  })?.sequence;
}

export function isSame(one: Pick<Place, 'id' | 'time'>, other: Pick<Place, 'id' | 'time'> | undefined): boolean {
  return one.id === other?.id && one.time === other.time;
}

/** When the earliest of those behind a sequence was stored, in ms since 1970; asked for growing sequences. */
function earliestBehind(places: readonly Place[]): (sequence: number) => number {
  const earliest: number[] = [];
  for (let index = places.length - 1; index >= 0; index--) {
    earliest[index] = Math.min(places[index]!.storedAt.getTime(), earliest[index + 1] ?? Infinity);
  }
  let next = 0;
  return (sequence) => {
    while (next < places.length && places[next]!.sequence <= sequence) next++;
    return earliest[next] ?? Infinity;
  };
}
