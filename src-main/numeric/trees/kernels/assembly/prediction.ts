/** Places in `rows` of those that a group did not draw: bit r of `members` says it drew row r. Returns how many. */
export function outOfBag(n: i32, rows: usize, members: usize, out: usize): i32 {
  let count = 0
  for (let k = 0; k < n; k++) {
    const row = load<i32>(rows + (<usize>k << 2))
    store<i32>(out + (<usize>count << 2), k)
    count += 1 - ((<i32>load<u8>(members + (row >> 3)) >> (row & 7)) & 1)
  }
  return count
}

/** Adds each row's leaf means of y and weight to its sums of both, 16 bytes a row. */
export function averageMeans(n: i32, rows: usize, leaf: usize, statistics: usize, sums: usize): void {
  for (let k: usize = 0; k < <usize>n; k++) {
    const from = statistics + (<usize>load<i32>(leaf + (k << 2)) << 4)
    if (!(load<f64>(from, 8) > 0)) continue
    const to = sums + (<usize>load<i32>(rows + (k << 2)) << 4)
    v128.store(to, f64x2.add(v128.load(to), v128.load(from)))
  }
}

/** Adds each row's five leaf means to its sums, 48 bytes a row, the last a count of trees. */
export function averageEffects(n: i32, rows: usize, leaf: usize, statistics: usize, sums: usize): void {
  for (let k: usize = 0; k < <usize>n; k++) {
    const from = statistics + <usize>load<i32>(leaf + (k << 2)) * 40
    const weight = load<f64>(from, 32)
    if (!(weight > 0)) continue
    const to = sums + <usize>load<i32>(rows + (k << 2)) * 48
    v128.store(to, f64x2.add(v128.load(to), v128.load(from)))
    v128.store(to, f64x2.add(v128.load(to, 16), v128.load(from, 16)), 16)
    v128.store(to, f64x2.add(v128.load(to, 32), f64x2.replace_lane(f64x2.splat(1), 0, weight)), 32)
  }
}

/**
 * How a group of trees pulls on each row's effect, to first order: `solved` has effect, intercept, mean treatment and scale
 * of each row (32 bytes); leaves of the group's trees lie `room` bytes apart. Adds the squared mean over the group, the mean
 * square, and 1, to the row's 24 bytes of `spread`; a group with an empty leaf adds nothing.
 */
export function pullOfGroup(
  n: i32,
  rows: usize,
  trees: i32,
  leaf: usize,
  room: usize,
  statisticsOf: usize,
  solved: usize,
  spread: usize,
): void {
  const share = 1 / <f64>trees
  for (let k: usize = 0; k < <usize>n; k++) {
    const row = <usize>load<i32>(rows + (k << 2))
    const at = solved + (row << 5)
    const effect = load<f64>(at)
    const intercept = load<f64>(at, 8)
    const mean = load<f64>(at, 16)
    const scale = load<f64>(at, 24)
    let sum: f64 = 0
    let squares: f64 = 0
    let whole = true
    let place = leaf + (k << 2)
    for (let t = 0; t < trees; t++) {
      const from = <usize>load<u32>(statisticsOf + (<usize>t << 2)) + <usize>load<i32>(place) * 40
      place += room
      const weight = load<f64>(from, 32)
      if (!(weight > 0)) {
        whole = false
        break
      }
      const amount = load<f64>(from, 8)
      const residual = load<f64>(from) - amount * effect - weight * intercept
      const moment = load<f64>(from, 16) - load<f64>(from, 24) * effect - amount * intercept
      const pull = scale * (moment - mean * residual)
      sum += pull
      squares += pull * pull
    }
    if (!whole) continue
    const to = spread + row * 24
    store<f64>(to, load<f64>(to) + (sum * share) * (sum * share))
    store<f64>(to, load<f64>(to, 8) + squares * share, 8)
    store<f64>(to, load<f64>(to, 16) + 1, 16)
  }
}
