const LONGEST = 64;
/** Three rows of the table are enough, and the same three serve every comparison. */
let row = new Uint8Array(LONGEST + 1);
let above = new Uint8Array(LONGEST + 1);
let twoAbove = new Uint8Array(LONGEST + 1);

/**
 * How many typing slips (a letter wrong, missing, too many, or two swapped) lie between two words of at most 64
 * letters; `most + 1` as soon as it is clear that there are more than `most`.
 */
export function editDistance(a: string, b: string, most: number): number {
  const tooMany = most + 1;
  if (Math.abs(a.length - b.length) > most || a.length > LONGEST || b.length > LONGEST) return tooMany;
  for (let j = 0; j <= b.length; j++) above[j] = Math.min(j, tooMany);
  for (let i = 1; i <= a.length; i++) {
    row.fill(tooMany, 0, b.length + 1);
    row[0] = Math.min(i, tooMany);
    let fewest = row[0];
    // Cells further than `most` from the diagonal can only hold more than `most`.
    for (let j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j++) {
      row[j] = Math.min(cell(a, b, i, j), tooMany);
      fewest = Math.min(fewest, row[j] ?? tooMany);
    }
    if (fewest > most) return tooMany;
    [twoAbove, above, row] = [above, row, twoAbove];
  }
  return above[b.length] ?? tooMany;
}

function cell(a: string, b: string, i: number, j: number): number {
  const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
  const missing = (above[j] ?? 0) + 1;
  const extra = (row[j - 1] ?? 0) + 1;
  const wrong = (above[j - 1] ?? 0) + (same ? 0 : 1);
  const swapped =
    i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
      ? (twoAbove[j - 2] ?? 0) + 1
      : Infinity;
  return Math.min(missing, extra, wrong, swapped);
}
