/** Asks the drawing to show the whole graph: something was put where the analyst does not look. */
class Fitting {
  asked = $state(0)

  ask(): void {
    this.asked += 1
  }
}

export const fitting = new Fitting()

/** A small graph is drawn no larger than text is read, whatever its size is set to. */
export function wholeGraph() {
  const { fontSize } = getComputedStyle(document.documentElement)
  return { maxZoom: (1.1 * Number.parseFloat(fontSize)) / 16, padding: 0.15 }
}
