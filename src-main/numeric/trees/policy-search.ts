import type { Binned } from './binning.ts'

/** Who gets which arm: rows of which the question holds follow `yes`. */
export type PolicyRule =
  | { readonly kind: 'leaf'; readonly arm: number }
  | {
      readonly kind: 'split'
      readonly feature: number
      /** Of numbers, codes above it say yes; of categories, this code alone. */
      readonly at: number
      readonly yes: PolicyRule
      readonly no: PolicyRule
    }

export interface PolicySearch {
  readonly binned: Binned
  readonly arms: number
  /** `scores[row · arms + arm]`: what the row is worth under the arm. */
  readonly scores: Float64Array
  readonly rows: Int32Array
  readonly depth: 0 | 1 | 2
  /** Fewest rows of a leaf. */
  readonly leastRows: number
}

/** A rule and the sum of scores under it. */
export interface FoundPolicy {
  readonly value: number
  readonly rule: PolicyRule
}

/** Roundings of sums do not make one tree better than another. */
const tolerance = 1e-10

/**
 * The best tree whose root asks about one feature, over every tree of that depth with cuts between bins (Zhou, Athey and
 * Wager 2023, algorithm 2, with rows moved over by bin): O(p (n K + b² K)) for p features of b bins and K arms. Null where
 * no question leaves `leastRows` on both sides.
 */
export function bestPolicyFrom(search: PolicySearch, root: number): FoundPolicy | null {
  const { binned, depth, leastRows } = search
  const { bins, categorical } = binned
  const order = rowsByCode(search, root)
  const all = newSums(search)
  for (const row of search.rows) addRow(search, all, row)
  const part = newSums(search)
  let best: FoundPolicy | null = null
  for (let code = 0; code < bins[root]; code++) {
    const from = order.starts[code]
    const to = order.starts[code + 1]
    if (from === to) continue
    if (categorical[root] === 1) clear(part)
    for (let k = from; k < to; k++) addRow(search, part, order.rows[k])
    if (part.rows < leastRows || all.rows - part.rows < leastRows) continue
    // Beneath a number's cut lies what says no; a category's own rows say yes.
    const own = bestBelow(search, part, null, depth - 1)
    const rest = bestBelow(search, all, part, depth - 1)
    const value = own.value + rest.value
    if (best && !(value > best.value + tolerance * Math.abs(best.value))) continue
    const [yes, no] = categorical[root] === 1 ? [own.rule, rest.rule] : [rest.rule, own.rule]
    best = { value, rule: { kind: 'split', feature: root, at: code, yes, no } }
  }
  return best
}

/** The best of the trees found from every root, in order, and of one arm for everyone; questions that change nothing go. */
export function bestPolicy(search: PolicySearch, fromRoots: readonly (FoundPolicy | null)[]): FoundPolicy {
  const all = newSums(search)
  for (const row of search.rows) addRow(search, all, row)
  let best: FoundPolicy = bestBelow(search, all, null, 0)
  for (const found of fromRoots) {
    if (found && found.value > best.value + tolerance * Math.abs(best.value)) best = found
  }
  return { value: best.value, rule: simplified(best.rule) }
}

export function armOf(rule: PolicyRule, { codes, features, categorical }: Binned, row: number): number {
  let at = rule
  while (at.kind === 'split') {
    const code = codes[row * features + at.feature]
    const yes = categorical[at.feature] === 1 ? code === at.at : code > at.at
    at = yes ? at.yes : at.no
  }
  return at.arm
}

/** Sums of some rows: `byCode[(f · stride + code) · width + arm]`, the count of rows after the arms; and over all codes. */
interface Sums {
  rows: number
  readonly byCode: Float64Array
  readonly total: Float64Array
}

function newSums({ binned, arms }: PolicySearch): Sums {
  const width = arms + 1
  return {
    rows: 0,
    byCode: new Float64Array(binned.features * binned.stride * width),
    total: new Float64Array(width),
  }
}

function clear(sums: Sums): void {
  sums.rows = 0
  sums.byCode.fill(0)
  sums.total.fill(0)
}

function addRow({ binned, scores, arms }: PolicySearch, sums: Sums, row: number): void {
  const { codes, features, stride } = binned
  const width = arms + 1
  const { byCode, total } = sums
  const own = row * arms
  sums.rows++
  for (let arm = 0; arm < arms; arm++) total[arm] += scores[own + arm]
  total[arms]++
  for (let f = 0; f < features; f++) {
    const at = (f * stride + codes[row * features + f]) * width
    for (let arm = 0; arm < arms; arm++) byCode[at + arm] += scores[own + arm]
    byCode[at + arms]++
  }
}

/** The best tree of depth 0 or 1 for the rows of `sums` less those of `without`. */
function bestBelow(search: PolicySearch, sums: Sums, without: Sums | null, depth: number): FoundPolicy {
  const { binned, arms, leastRows } = search
  const width = arms + 1
  const total = Float64Array.from(sums.total, (value, k) => value - (without ? without.total[k] : 0))
  const everyone = greatest(total, arms)
  let best: FoundPolicy = { value: total[everyone], rule: { kind: 'leaf', arm: everyone } }
  if (depth === 0) return best
  const side = new Float64Array(width)
  const rest = new Float64Array(width)
  for (let f = 0; f < binned.features; f++) {
    const apart = binned.categorical[f] === 1
    side.fill(0)
    for (let code = 0; code < binned.bins[f]; code++) {
      const at = (f * binned.stride + code) * width
      if (apart) side.fill(0)
      for (let k = 0; k < width; k++) side[k] += sums.byCode[at + k] - (without ? without.byCode[at + k] : 0)
      if (side[arms] < leastRows || total[arms] - side[arms] < leastRows) continue
      let most = side[0]
      let mostRest = total[0] - side[0]
      for (let k = 1; k < arms; k++) {
        if (side[k] > most) most = side[k]
        if (total[k] - side[k] > mostRest) mostRest = total[k] - side[k]
      }
      const value = most + mostRest
      if (!(value > best.value + tolerance * Math.abs(best.value))) continue
      for (let k = 0; k < width; k++) rest[k] = total[k] - side[k]
      const own: PolicyRule = { kind: 'leaf', arm: greatest(side, arms) }
      const other: PolicyRule = { kind: 'leaf', arm: greatest(rest, arms) }
      const [yes, no] = apart ? [own, other] : [other, own]
      best = { value, rule: { kind: 'split', feature: f, at: code, yes, no } }
    }
  }
  return best
}

/** The first arm of the greatest sum. */
function greatest(sums: Float64Array, arms: number): number {
  let best = 0
  for (let arm = 1; arm < arms; arm++) if (sums[arm] > sums[best]) best = arm
  return best
}

/** Rows in order of their code of a feature, and where each code's begin. */
function rowsByCode({ binned, rows }: PolicySearch, feature: number) {
  const { codes, features, bins } = binned
  const starts = new Int32Array(bins[feature] + 1)
  for (const row of rows) starts[codes[row * features + feature] + 1]++
  for (let code = 0; code < bins[feature]; code++) starts[code + 1] += starts[code]
  const next = starts.slice()
  const sorted = new Int32Array(rows.length)
  for (const row of rows) sorted[next[codes[row * features + feature]]++] = row
  return { rows: sorted, starts }
}

function simplified(rule: PolicyRule): PolicyRule {
  if (rule.kind === 'leaf') return rule
  const yes = simplified(rule.yes)
  const no = simplified(rule.no)
  return yes.kind === 'leaf' && no.kind === 'leaf' && yes.arm === no.arm ? yes : { ...rule, yes, no }
}
