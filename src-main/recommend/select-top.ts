/**
 * Indices of the `count` largest scores, largest first; among equal scores the lower index comes first. Scores of
 * −Infinity are never taken. A bounded heap: O(n log count).
 * @param among the indices to choose from; all where left out
 */
export function selectTop(scores: Float64Array, count: number, among?: readonly number[]): number[] {
  const heap: number[] = []
  const worse = (a: number, b: number) => scores[a] < scores[b] || (scores[a] === scores[b] && a > b)
  const consider = (index: number) => {
    if (scores[index] === Number.NEGATIVE_INFINITY) return
    if (heap.length < count) {
      heap.push(index)
      siftUp(heap, worse)
    } else if (count > 0 && worse(heap[0], index)) {
      heap[0] = index
      siftDown(heap, worse)
    }
  }
  if (among === undefined) for (let index = 0; index < scores.length; index++) consider(index)
  else for (const index of among) consider(index)
  return heap.sort((a, b) => (worse(a, b) ? 1 : -1))
}

type Worse = (a: number, b: number) => boolean

/** The worst is at the root. */
function siftUp(heap: number[], worse: Worse): void {
  let child = heap.length - 1
  while (child > 0) {
    const parent = (child - 1) >> 1
    if (!worse(heap[child], heap[parent])) return
    swap(heap, child, parent)
    child = parent
  }
}

function siftDown(heap: number[], worse: Worse): void {
  let parent = 0
  while (true) {
    const left = 2 * parent + 1
    const right = left + 1
    let worst = parent
    if (left < heap.length && worse(heap[left], heap[worst])) worst = left
    if (right < heap.length && worse(heap[right], heap[worst])) worst = right
    if (worst === parent) return
    swap(heap, worst, parent)
    parent = worst
  }
}

function swap(heap: number[], a: number, b: number): void {
  const kept = heap[a]
  heap[a] = heap[b]
  heap[b] = kept
}
