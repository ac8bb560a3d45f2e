/** Nodes and weights of the four-point Gauss–Legendre rule on [0, 1]. */
const points = [0.06943184420297371, 0.33000947820757187, 0.6699905217924281, 0.9305681557970262]
const shares = [0.17392742256872692, 0.32607257743127305, 0.32607257743127305, 0.17392742256872692]
/** Panels double: more than these reach beyond any double. */
const mostPanels = 1100

/** The nodes of a quadrature over one gap between events: `count` of them, by the time elapsed since the event before. */
export interface GapNodes {
  count: number
  readonly weight: Float64Array
  readonly elapsed: Float64Array
  /** e^(−β·elapsed). */
  readonly fade: Float64Array
}

/**
 * Quadrature over gaps for traces that fade with this decay: panels half as long as the trace lasts, and twice as long each further on. The
 * panels that a gap fills have the same nodes in every gap.
 */
export function gapNodesOf(decay: number): (gap: number) => GapNodes {
  const weight = new Float64Array(4 * mostPanels)
  const elapsed = new Float64Array(4 * mostPanels)
  const fade = new Float64Array(4 * mostPanels)
  const nodes: GapNodes = { count: 0, weight, elapsed, fade }
  /** Panels that stand as a gap fills them. */
  let whole = 0
  const put = (panel: number, done: number, width: number) => {
    for (let q = 0; q < 4; q++) {
      const at = 4 * panel + q
      elapsed[at] = done + width * points[q]
      weight[at] = width * shares[q]
      fade[at] = Math.exp(-decay * elapsed[at])
    }
  }
  return (gap) => {
    let [panel, done, width] = [0, 0, 0.5 / decay]
    while (gap - done > 1e-12 * gap) {
      const rest = gap - done
      if (width > rest) {
        put(panel, done, rest)
        whole = Math.min(whole, panel)
      } else if (panel >= whole) {
        put(panel, done, width)
        whole = panel + 1
      }
      panel++
      done += Math.min(width, rest)
      width *= 2
    }
    nodes.count = 4 * panel
    return nodes
  }
}
