/** to += from, `count` floats, a multiple of 4. */
export function add(count: i32, from: usize, to: usize): void {
  const bytes = (<usize>count) << 2
  for (let j: usize = 0; j < bytes; j += 16)
    v128.store(to + j, f32x4.add(v128.load(to + j), v128.load(from + j)))
}

/** Every one of `rows` rows of `width` floats, `stride` bytes apart, becomes a copy of `source`. */
export function repeatRow(rows: i32, width: i32, source: usize, to: usize, stride: usize): void {
  const bytes = (<usize>width) << 2
  for (let row = 0; row < rows; row++) {
    memory.copy(to, source, bytes)
    to += stride
  }
}

/** sums += the sum over rows, `stride` bytes apart; `width` a multiple of 4. */
export function addRows(rows: i32, width: i32, from: usize, stride: usize, sums: usize): void {
  const bytes = (<usize>width) << 2
  for (let row = 0; row < rows; row++) {
    for (let j: usize = 0; j < bytes; j += 16) {
      v128.store(sums + j, f32x4.add(v128.load(sums + j), v128.load(from + j)))
    }
    from += stride
  }
}

/** x = max(x, 0) */
export function rectify(count: i32, x: usize): void {
  const bytes = (<usize>count) << 2
  for (let j: usize = 0; j < bytes; j += 16) v128.store(x + j, f32x4.max(v128.load(x + j), f32x4.splat(0)))
}

/** gradient = 0 where the rectified value is not above 0. */
export function rectifyBackward(count: i32, rectified: usize, gradient: usize): void {
  const bytes = (<usize>count) << 2
  for (let j: usize = 0; j < bytes; j += 16) {
    const open = f32x4.gt(v128.load(rectified + j), f32x4.splat(0))
    v128.store(gradient + j, v128.and(open, v128.load(gradient + j)))
  }
}

/** `count` floats become 0. */
export function fill(count: i32, to: usize): void {
  memory.fill(to, 0, (<usize>count) << 2)
}

/** `count` floats from one place to another. */
export function copy(count: i32, from: usize, to: usize): void {
  memory.copy(to, from, (<usize>count) << 2)
}
