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
  if (room == 64) {
    fillOf64(n, order, codes, stride, features, packed, histogram)
    return
  }
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

/** As `fillHistogram`, with room for 64 bins: places of bins come by a shift and a mask, those of features are constants. */
function fillOf64(
  n: i32,
  order: usize,
  codes: usize,
  stride: usize,
  features: i32,
  packed: usize,
  histogram: usize,
): void {
  const eights = <usize>(features & ~7)
  const fours = <usize>(features & ~3)
  const all = <usize>features
  const end = order + (<usize>n << 2)
  while (order < end) {
    const row = codes + <usize>load<i32>(order) * stride
    const value = load<i64>(packed)
    order += 4
    packed += 8
    let at = histogram
    let place: usize
    let f: usize = 0
    for (; f < eights; f += 8) {
      const eight = load<u64>(row + f)
      place = at + (<usize>(eight << 3) & 0x7f8)
      store<i64>(place, load<i64>(place) + value)
      place = at + (<usize>(eight >> 5) & 0x7f8)
      store<i64>(place, load<i64>(place, 512) + value, 512)
      place = at + (<usize>(eight >> 13) & 0x7f8)
      store<i64>(place, load<i64>(place, 1024) + value, 1024)
      place = at + (<usize>(eight >> 21) & 0x7f8)
      store<i64>(place, load<i64>(place, 1536) + value, 1536)
      place = at + (<usize>(eight >> 29) & 0x7f8)
      store<i64>(place, load<i64>(place, 2048) + value, 2048)
      place = at + (<usize>(eight >> 37) & 0x7f8)
      store<i64>(place, load<i64>(place, 2560) + value, 2560)
      place = at + (<usize>(eight >> 45) & 0x7f8)
      store<i64>(place, load<i64>(place, 3072) + value, 3072)
      place = at + (<usize>(eight >> 53) & 0x7f8)
      store<i64>(place, load<i64>(place, 3584) + value, 3584)
      at += 4096
    }
    if (f < fours) {
      const four = load<u32>(row + f)
      place = at + (<usize>(four << 3) & 0x7f8)
      store<i64>(place, load<i64>(place) + value)
      place = at + (<usize>(four >> 5) & 0x7f8)
      store<i64>(place, load<i64>(place, 512) + value, 512)
      place = at + (<usize>(four >> 13) & 0x7f8)
      store<i64>(place, load<i64>(place, 1024) + value, 1024)
      place = at + (<usize>(four >> 21) & 0x7f8)
      store<i64>(place, load<i64>(place, 1536) + value, 1536)
      at += 2048
      f += 4
    }
    for (; f < all; f++) {
      add(at + ((<usize>load<u8>(row + f)) << 3), value)
      at += 512
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
