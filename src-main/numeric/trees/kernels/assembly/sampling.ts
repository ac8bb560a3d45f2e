/**
 * Random numbers are those of numeric/random.ts (xoshiro128++, Blackman and Vigna 2021), whose four words of state lie at
 * `state` and move on as numbers are drawn.
 */

/** Puts `count` of 0 … n − 1 in ascending order at `out`, which has room for n; each set of that size is alike likely. */
export function chooseInOrder(n: i32, count: i32, state: usize, out: usize): void {
  let a = load<u32>(state)
  let b = load<u32>(state, 4)
  let c = load<u32>(state, 8)
  let d = load<u32>(state, 12)
  let taken = 0
  for (let index = 0; index < n && taken < count; index++) {
    const bits = rotl<u32>(a + d, 7) + a
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotl<u32>(d, 11)
    // Written either way, kept where it is chosen.
    store<i32>(out + (<usize>taken << 2), index)
    taken += <u64>bits * <u64>(n - index) < <u64>(count - taken) << 32 ? 1 : 0
  }
  store<u32>(state, a)
  store<u32>(state, b, 4)
  store<u32>(state, c, 8)
  store<u32>(state, d, 12)
}

/** Puts n fair coins, a byte each, at `out`: 32 a draw, the lowest bit first. */
export function tossCoins(n: i32, state: usize, out: usize): void {
  let a = load<u32>(state)
  let b = load<u32>(state, 4)
  let c = load<u32>(state, 8)
  let d = load<u32>(state, 12)
  let word: u32 = 0
  for (let k = 0; k < n; k++) {
    if ((k & 31) == 0) {
      word = rotl<u32>(a + d, 7) + a
      const t = b << 9
      c ^= a
      d ^= b
      b ^= c
      a ^= d
      c ^= t
      d = rotl<u32>(d, 11)
    }
    store<u8>(out + <usize>k, word & 1)
    word >>= 1
  }
  store<u32>(state, a)
  store<u32>(state, b, 4)
  store<u32>(state, c, 8)
  store<u32>(state, d, 12)
}

/** Looks up `values` at n places, where they stand. */
export function lookUp(n: i32, places: usize, values: usize): void {
  for (let at = places; at < places + (<usize>n << 2); at += 4)
    store<i32>(at, load<i32>(values + (<usize>load<i32>(at) << 2)))
}

/** Sets bit r of `members` for each of n rows r. */
export function markMembers(n: i32, rows: usize, members: usize): void {
  for (let at = rows; at < rows + (<usize>n << 2); at += 4) {
    const row = load<i32>(at)
    const byte = members + (row >> 3)
    store<u8>(byte, <u8>(<i32>load<u8>(byte) | (1 << (row & 7))))
  }
}

/**
 * Parts n rows, in their order, by the coin of each, or of its unit where `unitOf` is given: 1 goes to `first`, which has
 * room for n, 0 to `second`. Returns how many went first.
 */
export function partByCoin(n: i32, rows: usize, coins: usize, unitOf: usize, first: usize, second: usize): i32 {
  let ones: usize = 0
  for (let k: usize = 0; k < <usize>n; k++) {
    const row = load<i32>(rows + (k << 2))
    const unit = unitOf ? <usize>load<i32>(unitOf + (<usize>row << 2)) : k
    store<i32>(first + (ones << 2), row)
    store<i32>(second + ((k - ones) << 2), row)
    ones += load<u8>(coins + unit)
  }
  return <i32>ones
}
