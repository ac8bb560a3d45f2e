/** An item and how likely it is. */
export interface LikelyItem {
  readonly code: number
  readonly probability: number
}

/**
 * Floats of one row's answer: the largest score, the sum of e^((score − largest) / temperature) over all items, the codes of
 * the k items of the highest scores as bits of integers, and their scores; the k in no order, of equal scores those of the lowest codes.
 */
export function likeliestFloats(k: number): number {
  return 2 + 2 * k
}

/** Writes the answer about one row's `scores` to `floats` and, the same memory as integers, `ints`, from `at`. */
export function putLikeliest(
  scores: Float32Array,
  k: number,
  temperature: number,
  floats: Float32Array,
  ints: Int32Array,
  at: number,
): void {
  const most = Math.min(k, scores.length)
  const chosen = new Int32Array(most)
  let used = 0
  let largest = Number.NEGATIVE_INFINITY
  for (let code = 0; code < scores.length; code++) {
    if (scores[code] > largest) largest = scores[code]
    if (used < most) {
      chosen[used++] = code
      rise(scores, chosen, used - 1)
    } else if (scores[code] > scores[chosen[0]]) {
      chosen[0] = code
      sink(scores, chosen)
    }
  }
  let sum = 0
  for (let code = 0; code < scores.length; code++) sum += Math.exp((scores[code] - largest) / temperature)
  floats[at] = largest
  floats[at + 1] = sum
  for (let slot = 0; slot < most; slot++) {
    ints[at + 2 + slot] = chosen[slot]
    floats[at + 2 + k + slot] = scores[chosen[slot]]
  }
}

/** One row of answers as items, the likeliest first; of `items` items there are no more than that. */
export function readLikeliest(
  answers: Float32Array,
  row: number,
  k: number,
  items: number,
  temperature: number,
): readonly LikelyItem[] {
  const at = row * likeliestFloats(k)
  const codes = new Int32Array(answers.buffer, answers.byteOffset, answers.length)
  const [largest, sum] = [answers[at], answers[at + 1]]
  return Array.from({ length: Math.min(k, items) }, (_, slot) => ({
    code: codes[at + 2 + slot],
    score: answers[at + 2 + k + slot],
  }))
    .sort((a, b) => b.score - a.score || a.code - b.code)
    .map(({ code, score }) => ({ code, probability: Math.exp((score - largest) / temperature) / sum }))
}

/** The worst of the chosen is kept first: the lowest score, of equal ones the highest code. */
function isWorse(scores: Float32Array, a: number, b: number): boolean {
  return scores[a] < scores[b] || (scores[a] === scores[b] && a > b)
}

function rise(scores: Float32Array, heap: Int32Array, at: number): void {
  for (let child = at; child > 0; ) {
    const parent = (child - 1) >> 1
    if (!isWorse(scores, heap[child], heap[parent])) return
    swap(heap, child, parent)
    child = parent
  }
}

function sink(scores: Float32Array, heap: Int32Array): void {
  for (let parent = 0; ; ) {
    let child = 2 * parent + 1
    if (child >= heap.length) return
    if (child + 1 < heap.length && isWorse(scores, heap[child + 1], heap[child])) child++
    if (!isWorse(scores, heap[child], heap[parent])) return
    swap(heap, child, parent)
    parent = child
  }
}

function swap(heap: Int32Array, a: number, b: number): void {
  const kept = heap[a]
  heap[a] = heap[b]
  heap[b] = kept
}
