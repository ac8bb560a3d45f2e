import type { Column } from '../columns.ts'

/** How a feature's values become bins, so that new rows can be binned alike. */
export type FeatureBins =
  | {
      readonly kind: 'number'
      readonly name: string
      /** Bin b ≥ 1 holds values in (cuts[b − 2], cuts[b − 1]]; bin 0 holds missing values. */
      readonly cuts: Float64Array
    }
  | { readonly kind: 'category'; readonly name: string; readonly levels: readonly string[] }

/** Features as small integers, row by row: the code of feature f in row i is `codes[i * features + f]`. */
export interface Binned {
  readonly rows: number
  readonly features: number
  readonly codes: Uint8Array
  /** Bins of each feature, the one for missing values included. */
  readonly bins: Int32Array
  /** Room for the bins of any feature: a power of two. */
  readonly stride: number
  /** 1 where a feature's bins have no order. */
  readonly categorical: Uint8Array
  readonly how: readonly FeatureBins[]
}

/** Most bins of a feature, missing values apart. */
export const mostBins = 255

/**
 * Bins numbers at their quantiles (each distinct value its own where they fit) and categories as they are; the rarest
 * beyond `most` − 1 share the last bin. Missing values have bin 0. Codes lie in shared memory.
 */
export function binFeatures(columns: readonly Column[], rows: number, most = mostBins): Binned {
  return binRows(
    columns.map((column) => binsOf(column, most)),
    columns,
    rows,
  )
}

/** Bins further rows as earlier ones were. Unknown categories count as missing. */
export function binRows(how: readonly FeatureBins[], columns: readonly Column[], rows: number): Binned {
  const features = how.length
  const codes = new Uint8Array(new SharedArrayBuffer(rows * features))
  const bins = new Int32Array(features)
  const categorical = new Uint8Array(features)
  how.forEach((feature, f) => {
    const column = columns[f]
    if (feature.kind === 'number' && column.kind === 'number') {
      bins[f] = feature.cuts.length + 2
      const { cuts } = feature
      for (let i = 0; i < rows; i++) {
        const value = column.values[i]
        codes[i * features + f] = Number.isNaN(value) ? 0 : 1 + firstNotBelow(cuts, value)
      }
    } else if (feature.kind === 'category' && column.kind === 'category') {
      bins[f] = feature.levels.length + 1
      categorical[f] = 1
      const place = new Map(feature.levels.map((level, index) => [level, index + 1]))
      const moved = column.levels.map(
        (level) => place.get(level) ?? (feature.levels.length === mostBins ? mostBins : 0),
      )
      for (let i = 0; i < rows; i++)
        codes[i * features + f] = column.codes[i] < 0 ? 0 : moved[column.codes[i]]
    }
  })
  const widest = bins.reduce((most, count) => Math.max(most, count), 2)
  return { rows, features, codes, bins, stride: 2 ** Math.ceil(Math.log2(widest)), categorical, how }
}

function binsOf(column: Column, most: number): FeatureBins {
  if (column.kind === 'category') {
    if (column.levels.length <= most) return { kind: 'category', name: column.name, levels: column.levels }
    const counts = new Float64Array(column.levels.length)
    for (const code of column.codes) if (code >= 0) counts[code]++
    const order = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b)
    return {
      kind: 'category',
      name: column.name,
      levels: order.slice(0, most).map((index) => column.levels[index]),
    }
  }
  return { kind: 'number', name: column.name, cuts: cutsOf(column.values, most) }
}

/** Cuts halfway between neighbouring values, so that scaling and shifting a feature moves no row to another bin. */
function cutsOf(values: Float64Array, most: number): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const distinct: number[] = []
  for (let i = 0; i < sorted.length && distinct.length <= most; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) distinct.push(sorted[i])
  }
  const cuts: number[] = []
  if (distinct.length <= most) {
    for (let k = 1; k < distinct.length; k++) cuts.push((distinct[k - 1] + distinct[k]) / 2)
    return Float64Array.from(cuts)
  }
  for (let k = 1; k < most; k++) {
    const position = Math.floor((k * sorted.length) / most)
    let next = position
    while (next < sorted.length && sorted[next] === sorted[position - 1]) next++
    if (next >= sorted.length) break
    const cut = (sorted[next - 1] + sorted[next]) / 2
    if (cuts.length === 0 || cut > cuts[cuts.length - 1]) cuts.push(cut)
  }
  return Float64Array.from(cuts)
}

/** Index of the first cut ≥ value; the number of cuts where there is none. */
function firstNotBelow(cuts: Float64Array, value: number): number {
  let low = 0
  let high = cuts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (cuts[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}
