/**
 * Sums packed rows by feature and bin: bin b of feature f lies `f · room + b` numbers from the start. Overwrites what was
 * there. `packed[k]` belongs to row `order[k]`, whose codes begin at `order[k] · stride`.
 */
export function fillHistogram(
  n: i32,
  order: usize,
  codes: usize,
  stride: usize,
  features: i32,
  packed: usize,
  histogram: usize,
  room: usize,
): void {
  const width = room << 3
  memory.fill(histogram, 0, <usize>features * width)
  const fours = <usize>(features & ~3)
  const all = <usize>features
  for (let k = 0; k < n; k++) {
    const row = codes + <usize>load<i32>(order) * stride
    const value = load<i64>(packed)
    order += 4
    packed += 8
    let at = histogram
    let f: usize = 0
    for (; f < fours; f += 4) {
      const four = load<u32>(row + f)
      add(at + ((<usize>(four & 255)) << 3), value)
      at += width
      add(at + ((<usize>((four >> 8) & 255)) << 3), value)
      at += width
      add(at + ((<usize>((four >> 16) & 255)) << 3), value)
      at += width
      add(at + ((<usize>(four >> 24)) << 3), value)
      at += width
    }
    for (; f < all; f++) {
      add(at + ((<usize>load<u8>(row + f)) << 3), value)
      at += width
    }
  }
}

/** As `fillHistogram`, of drawn features only: slot s is feature `drawn[s]`. */
export function fillDrawn(
  n: i32,
  order: usize,
  codes: usize,
  stride: usize,
  slots: i32,
  drawn: usize,
  packed: usize,
  histogram: usize,
  room: usize,
): void {
  const width = room << 3
  memory.fill(histogram, 0, <usize>slots * width)
  const end = drawn + (<usize>slots << 2)
  for (let k = 0; k < n; k++) {
    const row = codes + <usize>load<i32>(order) * stride
    const value = load<i64>(packed)
    order += 4
    packed += 8
    let at = histogram
    for (let slot = drawn; slot < end; slot += 4) {
      add(at + ((<usize>load<u8>(row + <usize>load<i32>(slot))) << 3), value)
      at += width
    }
  }
}

// @ts-expect-error: AssemblyScript inlines what is marked so; TypeScript knows no decorators of functions
@inline
function add(at: usize, value: i64): void {
  store<i64>(at, load<i64>(at) + value)
}

/** from −= what, `count` packed sums, a multiple of 2. */
export function subtractHistogram(count: i32, from: usize, what: usize): void {
  const bytes = <usize>count << 3
  for (let at: usize = 0; at < bytes; at += 16)
    v128.store(from + at, i64x2.sub(v128.load(from + at), v128.load(what + at)))
}
