/** Undoes a row's filter in place (PNG 3rd ed., 9.2): `above` is the row before, `step` the bytes of a pixel. */
export function unfilterRow(filter: number, row: Uint8Array, above: Uint8Array, step: number): void {
  if (filter === 0) return
  const undo = undoing[filter]
  if (undo === undefined) throw new Error('damaged')
  undo(row, above, step)
}

const undoing: Readonly<Record<number, (row: Uint8Array, above: Uint8Array, step: number) => void>> = {
  1: (row, _above, step) => {
    for (let at = step; at < row.length; at++) row[at] += row[at - step]
  },
  2: (row, above) => {
    for (let at = 0; at < row.length; at++) row[at] += above[at]
  },
  3: (row, above, step) => {
    for (let at = 0; at < row.length; at++) row[at] += ((at < step ? 0 : row[at - step]) + above[at]) >> 1
  },
  4: (row, above, step) => {
    for (let at = 0; at < row.length; at++) {
      if (at < step) row[at] += above[at]
      else row[at] += nearestOf(row[at - step], above[at], above[at - step])
    }
  },
}

/** Paeth's predictor. */
function nearestOf(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner)
  const toUp = Math.abs(left - corner)
  const toCorner = Math.abs(left + up - 2 * corner)
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}
