const waiting: (() => void)[] = []

/**
 * Does the work in a frame of its own: of many charts that come to be at once each holds the window up by itself
 * alone. Returns how to give it up.
 */
export function inOwnFrame(work: () => void): () => void {
  waiting.push(work)
  if (waiting.length === 1) requestAnimationFrame(next)
  return () => {
    const place = waiting.indexOf(work)
    // The first holds the frame that was asked for.
    if (place === 0) waiting[0] = () => undefined
    else if (place > 0) waiting.splice(place, 1)
  }
}

function next(): void {
  try {
    waiting[0]!()
  } finally {
    waiting.shift()
    if (waiting.length > 0) requestAnimationFrame(next)
  }
}
