/**
 * Nodes of a tree are pairs of 32 bits: the place of the left child, the right one following it, or −1 − its number for a
 * leaf; and feature · 2¹⁶ + threshold, a threshold of 65535 saying that the node's set of categories decides: `set` gives
 * its number in `sets`, of 32 bytes each. Codes up to the threshold go left.
 */

/** The number of the leaf of each row; codes of row k begin at codes + rows[k] · stride, or at k · stride where `rows` is 0. */
export function leavesOf(
  n: i32,
  rows: usize,
  codes: usize,
  stride: usize,
  nodes: usize,
  set: usize,
  sets: usize,
  out: usize,
): void {
  let k = 0
  if (!sets) {
    // Four rows at a time: each waits for its memory while the others step.
    for (; k + 4 <= n; k += 4) {
      const a = rowAt(k, rows, codes, stride)
      const b = rowAt(k + 1, rows, codes, stride)
      const c = rowAt(k + 2, rows, codes, stride)
      const d = rowAt(k + 3, rows, codes, stride)
      let nodeA = load<u64>(nodes)
      let nodeB = nodeA
      let nodeC = nodeA
      let nodeD = nodeA
      while (true) {
        const open = ~(nodeA & nodeB & nodeC & nodeD) & 0x80000000
        if (!open) break
        if (!(nodeA & 0x80000000)) nodeA = load<u64>(nodes + (<usize>next(nodeA, a) << 3))
        if (!(nodeB & 0x80000000)) nodeB = load<u64>(nodes + (<usize>next(nodeB, b) << 3))
        if (!(nodeC & 0x80000000)) nodeC = load<u64>(nodes + (<usize>next(nodeC, c) << 3))
        if (!(nodeD & 0x80000000)) nodeD = load<u64>(nodes + (<usize>next(nodeD, d) << 3))
      }
      store<i32>(out + (<usize>k << 2), ~(<i32>nodeA))
      store<i32>(out + (<usize>k << 2), ~(<i32>nodeB), 4)
      store<i32>(out + (<usize>k << 2), ~(<i32>nodeC), 8)
      store<i32>(out + (<usize>k << 2), ~(<i32>nodeD), 12)
    }
  }
  for (; k < n; k++) {
    const row = rowAt(k, rows, codes, stride)
    let place = 0
    let child = load<i32>(nodes)
    while (child >= 0) {
      const split = load<u32>(nodes + (<usize>place << 3), 4)
      const code = <u32>load<u8>(row + <usize>(split >> 16))
      const cut = split & 0xffff
      let right: i32
      if (cut == 0xffff) {
        const words = sets + (<usize>load<i32>(set + (<usize>place << 2)) << 5)
        right = 1 - <i32>((load<u32>(words + (<usize>(code >> 5) << 2)) >> (code & 31)) & 1)
      } else {
        right = code > cut ? 1 : 0
      }
      place = child + right
      child = load<i32>(nodes + (<usize>place << 3))
    }
    store<i32>(out + (<usize>k << 2), ~child)
  }
}

// @ts-expect-error: AssemblyScript inlines what is marked so; TypeScript knows no decorators of functions
@inline
function rowAt(k: i32, rows: usize, codes: usize, stride: usize): usize {
  return codes + (rows ? <usize>load<i32>(rows + (<usize>k << 2)) : <usize>k) * stride
}

// @ts-expect-error: AssemblyScript inlines what is marked so; TypeScript knows no decorators of functions
@inline
function next(node: u64, row: usize): i32 {
  const code = <u64>load<u8>(row + <usize>(node >> 48))
  return <i32>node + (code > ((node >> 32) & 0xffff) ? 1 : 0)
}

/**
 * Adds rows to their leaves' sums: w y and w; where `d` is given, of an effect, w y, w d, w d y, w d² and w. `counts`
 * counts the rows; `w` may be 0 for ones.
 */
export function addToLeaves(
  n: i32,
  leaf: usize,
  y: usize,
  d: usize,
  w: usize,
  statistics: usize,
  counts: usize,
): void {
  for (let k: usize = 0; k < <usize>n; k++) {
    const place = <usize>load<i32>(leaf + (k << 2))
    const weight = w ? load<f64>(w + (k << 3)) : 1
    const value = load<f64>(y + (k << 3))
    const count = counts + (place << 2)
    store<i32>(count, load<i32>(count) + 1)
    if (d) {
      const at = statistics + place * 40
      const amount = load<f64>(d + (k << 3))
      store<f64>(at, load<f64>(at) + weight * value)
      store<f64>(at, load<f64>(at, 8) + weight * amount, 8)
      store<f64>(at, load<f64>(at, 16) + weight * amount * value, 16)
      store<f64>(at, load<f64>(at, 24) + weight * amount * amount, 24)
      store<f64>(at, load<f64>(at, 32) + weight, 32)
    } else {
      const at = statistics + (place << 4)
      store<f64>(at, load<f64>(at) + weight * value)
      store<f64>(at, load<f64>(at, 8) + weight, 8)
    }
  }
}

/** Sums to means by leaf; NaN where a leaf has no row. */
export function leafMeans(leaves: i32, width: i32, statistics: usize, counts: usize): void {
  for (let leaf = 0; leaf < leaves; leaf++) {
    const count = <f64>load<i32>(counts + (<usize>leaf << 2))
    for (let s = 0; s < width; s++) {
      store<f64>(statistics, load<f64>(statistics) / count)
      statistics += 8
    }
  }
}
