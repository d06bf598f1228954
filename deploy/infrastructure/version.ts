/** A release's numbers, most significant first; a pre-release suffix is ignored. */
export type Version = readonly [major: number, minor: number, patch: number];

/** Finds the first `1.2.3` in a text such as `nats-server: v2.15.2`; `1.2` counts as `1.2.0`. */
export function findVersion(text: string): Version | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (!match) return undefined;
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

export function isAtLeast(version: Version, minimum: Version): boolean {
  for (const [index, wanted] of minimum.entries()) {
    const got = version[index] ?? 0;
    if (got !== wanted) return got > wanted;
  }
  return true;
}

export function showVersion(version: Version): string {
  return version.join('.');
}
