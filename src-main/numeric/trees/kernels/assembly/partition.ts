/**
 * Puts the rows of a node that go left before those that go right, both in the order they had, and their numbers with
 * them; returns how many go left. `set` is the address of 256 bits where a set of categories decides, else 0 and codes up
 * to `threshold` go left. `d` and `w` may be 0 for none. `buffer` has room for 28 bytes a row.
 */
export function partition(
  n: i32,
  order: usize,
  y: usize,
  d: usize,
  w: usize,
  codes: usize,
  stride: usize,
  feature: usize,
  threshold: i32,
  set: usize,
  buffer: usize,
): i32 {
  const bufferY = buffer
  const bufferD = bufferY + (<usize>n << 3)
  const bufferW = bufferD + (<usize>n << 3)
  const bufferOrder = bufferW + (<usize>n << 3)
  const column = codes + feature
  let left: usize = 0
  let right: usize = 0
  for (let k: usize = 0; k < <usize>n; k++) {
    const row = load<i32>(order + (k << 2))
    const code = <i32>load<u8>(column + <usize>row * stride)
    const goes = <usize>(set ? (load<u32>(set + ((code >> 5) << 2)) >> (code & 31)) & 1 : <u32>(code <= threshold))
    // Written to both sides; only one of them moves on.
    const valueY = load<f64>(y + (k << 3))
    store<i32>(bufferOrder + (right << 2), row)
    store<f64>(bufferY + (right << 3), valueY)
    store<i32>(order + (left << 2), row)
    store<f64>(y + (left << 3), valueY)
    if (w) {
      const valueW = load<f64>(w + (k << 3))
      store<f64>(bufferW + (right << 3), valueW)
      store<f64>(w + (left << 3), valueW)
    }
    if (d) {
      const valueD = load<f64>(d + (k << 3))
      store<f64>(bufferD + (right << 3), valueD)
      store<f64>(d + (left << 3), valueD)
    }
    left += goes
    right += 1 - goes
  }
  memory.copy(order + (left << 2), bufferOrder, right << 2)
  memory.copy(y + (left << 3), bufferY, right << 3)
  if (w) memory.copy(w + (left << 3), bufferW, right << 3)
  if (d) memory.copy(d + (left << 3), bufferD, right << 3)
  return <i32>left
}
