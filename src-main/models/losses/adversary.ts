/**
 * Learning against the worst small change of the items' vectors: the loss plus `weight` times the loss at vectors each moved by
 * the share `epsilon` of its own length along the loss's gradient (Miyato et al. 2017, eq. 5; He et al. 2018, eq. 6–8, for
 * recommendation). The move counts as a constant in the second gradient. Measured by the vector's own length, it cannot be
 * escaped by growing the vectors.
 */
export interface Adversary {
  readonly epsilon: number
  readonly weight: number
}

/**
 * A table of `width` floats a row, each row moved by the share `epsilon` of its own length along `directions`, which have
 * any length; a row whose direction is zero stays.
 */
export function movedRows(
  table: ArrayLike<number>,
  directions: ArrayLike<number>,
  width: number,
  epsilon: number,
): Float64Array {
  const moved = Float64Array.from(table)
  for (let row = 0; row < table.length; row += width) {
    let own = 0
    let squares = 0
    for (let at = row; at < row + width; at++) {
      own += table[at] * table[at]
      squares += directions[at] * directions[at]
    }
    if (squares === 0) continue
    const factor = epsilon * Math.sqrt(own / squares)
    for (let at = row; at < row + width; at++) moved[at] += factor * directions[at]
  }
  return moved
}
