/** Entries sorted by where they go. */
export interface Segments {
  /** Targets that something goes to, ascending. */
  readonly unique: Int32Array
  /** Entries of target u are `order[starts[u]]` up to `order[starts[u + 1]]`, in their own order. */
  readonly starts: Int32Array
  readonly order: Int32Array
}

/** Entries that a key has room for beside the target. */
const entryRoom = 2 ** 26

/** Sorts entries by target, each target's in their own order; entries with a target below 0 go nowhere. */
export function segmentsOf(targets: Int32Array): Segments {
  const keys = new Float64Array(targets.length)
  let count = 0
  for (let entry = 0; entry < targets.length; entry++) {
    if (targets[entry] >= 0) keys[count++] = targets[entry] * entryRoom + entry
  }
  const sorted = keys.subarray(0, count).sort()
  const order = new Int32Array(count)
  const unique: number[] = []
  const starts: number[] = []
  for (let at = 0; at < count; at++) {
    const target = Math.floor(sorted[at] / entryRoom)
    order[at] = sorted[at] - target * entryRoom
    if (unique.at(-1) === target) continue
    unique.push(target)
    starts.push(at)
  }
  return { unique: Int32Array.from(unique), starts: Int32Array.from([...starts, count]), order }
}
