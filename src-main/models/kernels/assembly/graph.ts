import { logistic, sumOf } from './exponential'

/**
 * out[to] += weight·table[from] for each of `entries` triples: a sparse matrix times a table of rows of `width` floats (a multiple of
 * 4). With `to` and `from` exchanged it is the way back.
 */
export function addWeightedRows(
  entries: i32,
  width: i32,
  to: usize,
  from: usize,
  weights: usize,
  table: usize,
  out: usize,
): void {
  const bytes = <usize>width << 2
  for (let entry = 0; entry < entries; entry++) {
    const into = out + <usize>i32.load(to) * bytes
    const source = table + <usize>i32.load(from) * bytes
    const weight = f32x4.splat(f32.load(weights))
    for (let j: usize = 0; j < bytes; j += 16) {
      v128.store(into + j, f32x4.relaxed_madd(weight, v128.load(source + j), v128.load(into + j)))
    }
    to += 4
    from += 4
    weights += 4
  }
}

/**
 * Scores of pairs of rows: out[entry] = times[entry]·q·σ(queries[query of the entry] + keys[key of the entry]), q one row of
 * `width` floats, a multiple of 4 (Wu et al. 2019, eq. 6).
 */
export function gatedScores(
  entries: i32,
  width: i32,
  query: usize,
  key: usize,
  times: usize,
  queries: usize,
  keys: usize,
  q: usize,
  out: usize,
): void {
  const bytes = <usize>width << 2
  for (let entry = 0; entry < entries; entry++) {
    const a = queries + <usize>i32.load(query) * bytes
    const b = keys + <usize>i32.load(key) * bytes
    let sum = f32x4.splat(0)
    for (let j: usize = 0; j < bytes; j += 16) {
      const s = logistic(f32x4.add(v128.load(a + j), v128.load(b + j)))
      sum = f32x4.relaxed_madd(v128.load(q + j), s, sum)
    }
    f32.store(out, f32.load(times) * sumOf(sum))
    query += 4
    key += 4
    times += 4
    out += 4
  }
}

/**
 * The way back of scores that weigh `values` into `sums`: a score's gradient is sums gradient[query]·values[key]; it goes on to
 * the queries, the keys and q.
 */
export function gatedScoresBackward(
  entries: i32,
  width: i32,
  query: usize,
  key: usize,
  times: usize,
  queries: usize,
  keys: usize,
  q: usize,
  values: usize,
  sumsGradient: usize,
  queriesGradient: usize,
  keysGradient: usize,
  qGradient: usize,
): void {
  const bytes = <usize>width << 2
  const one = f32x4.splat(1)
  for (let entry = 0; entry < entries; entry++) {
    const row = <usize>i32.load(query) * bytes
    const column = <usize>i32.load(key) * bytes
    let along = f32x4.splat(0)
    for (let j: usize = 0; j < bytes; j += 16) {
      along = f32x4.relaxed_madd(v128.load(sumsGradient + row + j), v128.load(values + column + j), along)
    }
    const gradient = f32x4.splat(f32.load(times) * sumOf(along))
    for (let j: usize = 0; j < bytes; j += 16) {
      const s = logistic(f32x4.add(v128.load(queries + row + j), v128.load(keys + column + j)))
      const inner = f32x4.mul(f32x4.mul(gradient, v128.load(q + j)), f32x4.mul(s, f32x4.sub(one, s)))
      v128.store(qGradient + j, f32x4.relaxed_madd(gradient, s, v128.load(qGradient + j)))
      v128.store(queriesGradient + row + j, f32x4.add(inner, v128.load(queriesGradient + row + j)))
      v128.store(keysGradient + column + j, f32x4.add(inner, v128.load(keysGradient + column + j)))
    }
    query += 4
    key += 4
    times += 4
  }
}
