/** A matrix as whole numbers: row r is `codes[r·columns …]` times `scales[r]`. */
export interface Quantised {
  readonly codes: Int8Array
  readonly scales: Float32Array
}

/**
 * Symmetric quantisation to eight bits with a scale for each row, the largest weight of which becomes ±127 (Jacob et al. 2018, with a
 * zero point of zero): zero stays zero, and no weight moves by more than half a scale.
 */
export function quantise(values: Float32Array, rows: number): Quantised {
  const columns = values.length / rows
  const codes = new Int8Array(values.length)
  const scales = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * columns, (row + 1) * columns)
    const largest = own.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
    if (largest === 0) continue
    scales[row] = largest / 127
    for (let j = 0; j < columns; j++) codes[row * columns + j] = Math.round(own[j] / scales[row])
  }
  return { codes, scales }
}

export function restore({ codes, scales }: Quantised): Float32Array {
  const columns = codes.length / scales.length
  return Float32Array.from(codes, (code, at) => code * scales[Math.floor(at / columns)])
}
