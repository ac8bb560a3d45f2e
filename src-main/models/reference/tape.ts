/** A matrix by rows, in double precision, and the gradient of the loss with respect to it. */
export interface Node {
  readonly rows: number
  readonly columns: number
  readonly value: Float64Array
  readonly gradient: Float64Array
}

/**
 * Reverse-mode differentiation of matrices in double precision (Griewank and Walther 2008, ch. 3): plain loops, nothing fused, to
 * be the truth that the fast kernels are compared with.
 */
export interface Tape {
  matrix(rows: number, columns: number, value?: ArrayLike<number>): Node
  /** a·b, or a·bᵀ. */
  product(a: Node, b: Node, transposed?: boolean): Node
  /** Of one shape, or `b` a row that is added to every row of `a`. */
  sum(a: Node, b: Node): Node
  times(a: Node, b: Node): Node
  /** factor·a + shift */
  affine(a: Node, factor: number, shift?: number): Node
  map(a: Node, f: (x: number) => number, slope: (x: number, y: number) => number): Node
  columns(a: Node, from: number, count: number): Node
  /** The rows of `a` in this order; a row of zeros for a code below 0. */
  rows(a: Node, codes: ArrayLike<number>): Node
  stack(parts: readonly Node[]): Node
  beside(parts: readonly Node[]): Node
  /** Softmax of each row's first `seen(row)` entries, zero elsewhere. */
  softmax(a: Node, seen: (row: number) => number): Node
  layerNorm(a: Node, gain: Node, shift: Node, epsilon: number): Node
  /** weight·Σ (log Σ eˣ − x of the target) over rows: 1×1. */
  crossEntropy(a: Node, targets: ArrayLike<number>, weight: number): Node
  /** Fills every gradient, from a loss of 1×1. */
  backward(loss: Node): void
}

export function openTape(): Tape {
  const steps: (() => void)[] = []
  const matrix = (rows: number, columns: number, value?: ArrayLike<number>): Node => ({
    rows,
    columns,
    value: value === undefined ? new Float64Array(rows * columns) : Float64Array.from(value),
    gradient: new Float64Array(rows * columns),
  })
  /** A result whose gradient flows back by `back`. */
  const made = (node: Node, back: () => void): Node => {
    steps.push(back)
    return node
  }
  /** Each entry from one entry of `a`, by position. */
  const picked = (rows: number, columns: number, a: Node, from: (i: number, j: number) => number): Node => {
    const out = matrix(rows, columns)
    const each = (visit: (at: number, source: number) => void) => {
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          const source = from(i, j)
          if (source >= 0) visit(i * columns + j, source)
        }
      }
    }
    each((at, source) => {
      out.value[at] = a.value[source]
    })
    return made(out, () =>
      each((at, source) => {
        a.gradient[source] += out.gradient[at]
      }),
    )
  }
  const sum = (a: Node, b: Node): Node => {
    const out = matrix(a.rows, a.columns, a.value)
    const size = b.value.length
    for (let i = 0; i < out.value.length; i++) out.value[i] += b.value[i % size]
    return made(out, () => {
      for (let i = 0; i < out.value.length; i++) {
        a.gradient[i] += out.gradient[i]
        b.gradient[i % size] += out.gradient[i]
      }
    })
  }
  const map: Tape['map'] = (a, f, slope) => {
    const out = matrix(a.rows, a.columns, a.value.map(f))
    return made(out, () => {
      for (let i = 0; i < out.value.length; i++) {
        a.gradient[i] += out.gradient[i] * slope(a.value[i], out.value[i])
      }
    })
  }

  return {
    matrix,
    sum,
    map,
    product(a, b, transposed = false) {
      const columns = transposed ? b.rows : b.columns
      const out = matrix(a.rows, columns)
      const at = transposed
        ? (k: number, j: number) => j * b.columns + k
        : (k: number, j: number) => k * columns + j
      for (let i = 0; i < a.rows; i++) {
        for (let j = 0; j < columns; j++) {
          let total = 0
          for (let k = 0; k < a.columns; k++) total += a.value[i * a.columns + k] * b.value[at(k, j)]
          out.value[i * columns + j] = total
        }
      }
      return made(out, () => {
        for (let i = 0; i < a.rows; i++) {
          for (let j = 0; j < columns; j++) {
            const g = out.gradient[i * columns + j]
            for (let k = 0; k < a.columns; k++) {
              a.gradient[i * a.columns + k] += g * b.value[at(k, j)]
              b.gradient[at(k, j)] += g * a.value[i * a.columns + k]
            }
          }
        }
      })
    },
    times(a, b) {
      const out = matrix(
        a.rows,
        a.columns,
        a.value.map((x, i) => x * b.value[i]),
      )
      return made(out, () => {
        for (let i = 0; i < out.value.length; i++) {
          a.gradient[i] += out.gradient[i] * b.value[i]
          b.gradient[i] += out.gradient[i] * a.value[i]
        }
      })
    },
    affine: (a, factor, shift = 0) =>
      map(
        a,
        (x) => factor * x + shift,
        () => factor,
      ),
    columns: (a, from, count) => picked(a.rows, count, a, (i, j) => i * a.columns + from + j),
    rows: (a, codes) =>
      picked(codes.length, a.columns, a, (i, j) => (codes[i] < 0 ? -1 : codes[i] * a.columns + j)),
    stack: (parts) => joined(parts, made, matrix, 'rows'),
    beside: (parts) => joined(parts, made, matrix, 'columns'),
    softmax(a, seen) {
      const out = matrix(a.rows, a.columns)
      for (let i = 0; i < a.rows; i++) {
        const row = a.value.subarray(i * a.columns, i * a.columns + seen(i))
        const largest = row.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY)
        const total = row.reduce((all, x) => all + Math.exp(x - largest), 0)
        row.forEach((x, j) => {
          out.value[i * a.columns + j] = Math.exp(x - largest) / total
        })
      }
      return made(out, () => {
        for (let i = 0; i < a.rows; i++) {
          const from = i * a.columns
          let mean = 0
          for (let j = from; j < from + a.columns; j++) mean += out.value[j] * out.gradient[j]
          for (let j = from; j < from + a.columns; j++) {
            a.gradient[j] += out.value[j] * (out.gradient[j] - mean)
          }
        }
      })
    },
    layerNorm(a, gain, shift, epsilon) {
      const n = a.columns
      const normal = matrix(a.rows, n)
      const inverses = new Float64Array(a.rows)
      for (let i = 0; i < a.rows; i++) {
        const row = a.value.subarray(i * n, i * n + n)
        const mean = row.reduce((all, x) => all + x, 0) / n
        const variance = row.reduce((all, x) => all + (x - mean) ** 2, 0) / n
        inverses[i] = 1 / Math.sqrt(variance + epsilon)
        row.forEach((x, j) => {
          normal.value[i * n + j] = (x - mean) * inverses[i]
        })
      }
      const out = matrix(
        a.rows,
        n,
        normal.value.map((x, at) => x * gain.value[at % n] + shift.value[at % n]),
      )
      return made(out, () => {
        for (let i = 0; i < a.rows; i++) {
          let mean = 0
          let along = 0
          for (let j = 0; j < n; j++) {
            const g = out.gradient[i * n + j]
            gain.gradient[j] += g * normal.value[i * n + j]
            shift.gradient[j] += g
            mean += (g * gain.value[j]) / n
            along += (g * gain.value[j] * normal.value[i * n + j]) / n
          }
          for (let j = 0; j < n; j++) {
            const at = i * n + j
            a.gradient[at] +=
              inverses[i] * (out.gradient[at] * gain.value[j] - mean - normal.value[at] * along)
          }
        }
      })
    },
    crossEntropy(a, targets, weight) {
      const out = matrix(1, 1)
      const shares = matrix(a.rows, a.columns)
      for (let i = 0; i < a.rows; i++) {
        const row = a.value.subarray(i * a.columns, (i + 1) * a.columns)
        const largest = row.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY)
        const total = row.reduce((all, x) => all + Math.exp(x - largest), 0)
        out.value[0] += weight * (Math.log(total) + largest - row[targets[i]])
        row.forEach((x, j) => {
          shares.value[i * a.columns + j] = Math.exp(x - largest) / total
        })
      }
      return made(out, () => {
        for (let i = 0; i < a.rows; i++) {
          for (let j = 0; j < a.columns; j++) {
            const at = i * a.columns + j
            a.gradient[at] += out.gradient[0] * weight * (shares.value[at] - (j === targets[i] ? 1 : 0))
          }
        }
      })
    },
    backward(loss) {
      loss.gradient[0] = 1
      for (let step = steps.length - 1; step >= 0; step--) steps[step]()
    },
  }
}

/** Matrices one under the other, or side by side. */
function joined(
  parts: readonly Node[],
  made: (node: Node, back: () => void) => Node,
  matrix: Tape['matrix'],
  along: 'rows' | 'columns',
): Node {
  const total = parts.reduce((all, part) => all + part[along], 0)
  const out = along === 'rows' ? matrix(total, parts[0].columns) : matrix(parts[0].rows, total)
  const each = (visit: (part: Node, from: number, at: number) => void) => {
    let start = 0
    for (const part of parts) {
      for (let i = 0; i < part.rows; i++) {
        for (let j = 0; j < part.columns; j++) {
          const at = along === 'rows' ? (start + i) * out.columns + j : i * out.columns + start + j
          visit(part, i * part.columns + j, at)
        }
      }
      start += part[along]
    }
  }
  each((part, from, at) => {
    out.value[at] = part.value[from]
  })
  return made(out, () =>
    each((part, from, at) => {
      part.gradient[from] += out.gradient[at]
    }),
  )
}
