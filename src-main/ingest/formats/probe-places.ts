/**
 * Where to look into a file further on: from a quarter, half, three quarters and the end of it, at even bytes. The `head` bytes from the start are
 * known already, and no byte is looked at twice: what names units is known by its never coming again.
 */
export function probePlaces(size: number, head: number, probe: number): number[] {
  const last = Math.max(0, size - probe)
  const places: number[] = []
  let free = Math.ceil(head / 2) * 2
  for (const share of [0.25, 0.5, 0.75, 1]) {
    const from = Math.max(free, Math.floor((last * share) / 2) * 2)
    if (from >= size) break
    places.push(from)
    free = from + probe
  }
  return places
}
