import { hyperbolicTangent, logistic } from './exponential'

/**
 * One step of gated recurrent units (Cho et al. 2014, with the reset gate after the product as in cuDNN), in place. A row of
 * `gates` is [n, r, z, c], each h wide: on entry the sums before the activations, where c = U h + b of the candidate; on
 * exit [n, r, z, c] with n = tanh(n + r·c). New state (1 − z)·n + z·before. `before` 0 means a zero state.
 */
export function gruForward(rows: i32, h: i32, gates: usize, before: usize, state: usize): void {
  const part = (<usize>h) << 2
  for (let row = 0; row < rows; row++) {
    for (let j: usize = 0; j < part; j += 16) {
      const at = gates + j
      const r = logistic(v128.load(at + part))
      const z = logistic(v128.load(at + 2 * part))
      const n = hyperbolicTangent(f32x4.relaxed_madd(r, v128.load(at + 3 * part), v128.load(at)))
      v128.store(at, n)
      v128.store(at + part, r)
      v128.store(at + 2 * part, z)
      const last = before ? v128.load(before + j) : f32x4.splat(0)
      v128.store(state + j, f32x4.relaxed_madd(z, f32x4.sub(last, n), n))
    }
    gates += 4 * part
    state += part
    if (before) before += part
  }
}

/**
 * The step's gradient: `gates` becomes the gradient of the sums before the activations [n, r, z, c], `carried` (the gradient of
 * the new state) becomes the part of the gradient of the state before that goes round the gates.
 */
export function gruBackward(rows: i32, h: i32, gates: usize, before: usize, carried: usize): void {
  const part = (<usize>h) << 2
  const one = f32x4.splat(1)
  for (let row = 0; row < rows; row++) {
    for (let j: usize = 0; j < part; j += 16) {
      const at = gates + j
      const n = v128.load(at)
      const r = v128.load(at + part)
      const z = v128.load(at + 2 * part)
      const c = v128.load(at + 3 * part)
      const d = v128.load(carried + j)
      const last = before ? v128.load(before + j) : f32x4.splat(0)
      const dn = f32x4.mul(f32x4.mul(d, f32x4.sub(one, z)), f32x4.relaxed_nmadd(n, n, one))
      const dz = f32x4.mul(f32x4.mul(d, f32x4.sub(last, n)), f32x4.mul(z, f32x4.sub(one, z)))
      const dr = f32x4.mul(f32x4.mul(dn, c), f32x4.mul(r, f32x4.sub(one, r)))
      v128.store(at, dn)
      v128.store(at + part, dr)
      v128.store(at + 2 * part, dz)
      v128.store(at + 3 * part, f32x4.mul(dn, r))
      v128.store(carried + j, f32x4.mul(d, z))
    }
    gates += 4 * part
    carried += part
    if (before) before += part
  }
}

/**
 * One step of long short-term memory (Hochreiter and Schmidhuber 1997, with a forget gate), in place. A row of `gates` is
 * [i, f, g, o], each h wide, on entry the sums before the activations, on exit activated. `cell` and `state` are written;
 * `cellBefore` 0 means a zero cell.
 */
export function lstmForward(
  rows: i32,
  h: i32,
  gates: usize,
  cellBefore: usize,
  cell: usize,
  state: usize,
): void {
  const part = (<usize>h) << 2
  for (let row = 0; row < rows; row++) {
    for (let j: usize = 0; j < part; j += 16) {
      const at = gates + j
      const i = logistic(v128.load(at))
      const f = logistic(v128.load(at + part))
      const g = hyperbolicTangent(v128.load(at + 2 * part))
      const o = logistic(v128.load(at + 3 * part))
      v128.store(at, i)
      v128.store(at + part, f)
      v128.store(at + 2 * part, g)
      v128.store(at + 3 * part, o)
      const last = cellBefore ? v128.load(cellBefore + j) : f32x4.splat(0)
      const now = f32x4.relaxed_madd(f, last, f32x4.mul(i, g))
      v128.store(cell + j, now)
      v128.store(state + j, f32x4.mul(o, hyperbolicTangent(now)))
    }
    gates += 4 * part
    cell += part
    state += part
    if (cellBefore) cellBefore += part
  }
}

/**
 * The step's gradient: `gates` becomes the gradient of the sums before the activations; `carriedCell` goes from the gradient
 * of the new cell (by later steps) to that of the cell before. `carried` is the gradient of the new state.
 */
export function lstmBackward(
  rows: i32,
  h: i32,
  gates: usize,
  cellBefore: usize,
  cell: usize,
  carried: usize,
  carriedCell: usize,
): void {
  const part = (<usize>h) << 2
  const one = f32x4.splat(1)
  for (let row = 0; row < rows; row++) {
    for (let j: usize = 0; j < part; j += 16) {
      const at = gates + j
      const i = v128.load(at)
      const f = v128.load(at + part)
      const g = v128.load(at + 2 * part)
      const o = v128.load(at + 3 * part)
      const d = v128.load(carried + j)
      const t = hyperbolicTangent(v128.load(cell + j))
      const last = cellBefore ? v128.load(cellBefore + j) : f32x4.splat(0)
      const dc = f32x4.relaxed_madd(
        f32x4.mul(d, o),
        f32x4.relaxed_nmadd(t, t, one),
        v128.load(carriedCell + j),
      )
      v128.store(at, f32x4.mul(f32x4.mul(dc, g), f32x4.mul(i, f32x4.sub(one, i))))
      v128.store(at + part, f32x4.mul(f32x4.mul(dc, last), f32x4.mul(f, f32x4.sub(one, f))))
      v128.store(at + 2 * part, f32x4.mul(f32x4.mul(dc, i), f32x4.relaxed_nmadd(g, g, one)))
      v128.store(at + 3 * part, f32x4.mul(f32x4.mul(d, t), f32x4.mul(o, f32x4.sub(one, o))))
      v128.store(carriedCell + j, f32x4.mul(dc, f))
    }
    gates += 4 * part
    cell += part
    carried += part
    carriedCell += part
    if (cellBefore) cellBefore += part
  }
}

/** state = tanh(sums), `count` floats, a multiple of 4. */
export function tanhForward(count: i32, sums: usize, state: usize): void {
  const bytes = (<usize>count) << 2
  for (let j: usize = 0; j < bytes; j += 16) v128.store(state + j, hyperbolicTangent(v128.load(sums + j)))
}

/** gradient of the sums = carried · (1 − state²), written over `carried`. */
export function tanhBackward(count: i32, state: usize, carried: usize): void {
  const bytes = (<usize>count) << 2
  for (let j: usize = 0; j < bytes; j += 16) {
    const s = v128.load(state + j)
    v128.store(carried + j, f32x4.mul(v128.load(carried + j), f32x4.relaxed_nmadd(s, s, f32x4.splat(1))))
  }
}
